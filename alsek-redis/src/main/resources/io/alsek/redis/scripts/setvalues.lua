-- setvalues.lua: writes values.
--
-- KEYS  1 HASH of values, 2 ZSET of ends; see values.lua
-- ARGV  see time.lua; then count, fields, heads, pieces
-- Returns a byte for each: 0 nothing was written, 1 part a, 2 part b, 3 both
local n, plans = tonumber(ARGV[2]), {}
for i = 1, n do
  plans[i] = planOf(ARGV[2 + n + i], now)
end
return table.concat(writeValues(KEYS[1], KEYS[2], now, ARGV, 2, 2 + 2 * n, plans, n))
