-- getvalues.lua: reads values.
--
-- KEYS  the values
-- ARGV  see time.lua
-- Returns the bytes of each, or nothing if it is absent or its time is over
local found = {}
for i, value in ipairs(redis.call('MGET', unpack(KEYS))) do
  found[i] = value and #value >= 6 and struct.unpack('>I6', value) > now and string.sub(value, 7)
end
return found
