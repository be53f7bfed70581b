-- setvalues.lua: writes values.
--
-- KEYS  the values
-- ARGV  see time.lua; then for each value ttl in ms ('' = keep what is left), condition (* always, A if absent, P if
--       present), bytes
-- Returns 1 for each that was written, 0 for each that was not
local written = {}
for i = 1, #KEYS do
  local at = 3 * i - 1
  written[i] = writeValue(KEYS[i], ARGV[at], ARGV[at + 1], ARGV[at + 2], now) and 1 or 0
end
return written
