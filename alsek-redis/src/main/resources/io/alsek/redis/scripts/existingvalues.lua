-- existingvalues.lua: tells which values there are.
--
-- KEYS, ARGV  see getvalues.lua
-- Returns a byte for each: 1 it is there, 0 it is not
local alive = {}
for i, entry in ipairs(redis.call('HMGET', KEYS[1], unpack(ARGV, 3))) do
  local a, b = partsOf(entry)
  alive[i] = (string.sub(ARGV[2], i, i) == 'a' and a or b) > now and 1 or 0
end
return table.concat(alive)
