-- existingvalues.lua: tells which values there are.
--
-- KEYS  the values
-- ARGV  see time.lua
-- Returns 1 or 0 for each
local alive = {}
for i = 1, #KEYS do
  local head = redis.call('GETRANGE', KEYS[i], 0, 5)
  alive[i] = #head == 6 and struct.unpack('>I6', head) > now and 1 or 0
end
return alive
