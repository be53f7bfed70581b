-- deletevalues.lua: deletes values.
--
-- KEYS  the values
-- ARGV  see time.lua
-- Returns how many there were whose time was not over
local n = 0
for i = 1, #KEYS do
  local head = redis.call('GETRANGE', KEYS[i], 0, 5)
  if #head == 6 and struct.unpack('>I6', head) > now then
    n = n + 1
  end
end
redis.call('UNLINK', unpack(KEYS))
return n
