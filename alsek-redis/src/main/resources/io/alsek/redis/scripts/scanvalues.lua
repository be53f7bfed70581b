-- scanvalues.lua: lists some of the values.
--
-- KEYS  1 HASH of values; see values.lua
-- ARGV  see time.lua; then a cursor, 0 to begin, and about how many
-- Returns {the next cursor, 0 at the end; a letter for each, which part it is; fields}
local page = redis.call('HSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3])
local parts, fields = {}, {}
for i = 1, #page[2], 2 do
  local a, b = partsOf(page[2][i + 1])
  if a > now then
    parts[#parts + 1], fields[#fields + 1] = 'a', page[2][i]
  end
  if b > now then
    parts[#parts + 1], fields[#fields + 1] = 'b', page[2][i]
  end
end
return { page[1], table.concat(parts), fields }
