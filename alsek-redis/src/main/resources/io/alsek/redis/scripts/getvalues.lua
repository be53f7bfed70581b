-- getvalues.lua: reads values.
--
-- KEYS  1 HASH of values; see values.lua
-- ARGV  see time.lua; then a letter for each value, which part it is (a, b), fields
-- Returns the bytes of each, or nothing if it is absent or its time is over
local found = {}
for i, entry in ipairs(redis.call('HMGET', KEYS[1], unpack(ARGV, 3))) do
  found[i] = cut(entry, string.sub(ARGV[2], i, i) == 'a', now)
end
return found
