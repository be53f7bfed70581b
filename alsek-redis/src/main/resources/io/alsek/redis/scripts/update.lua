-- update.lua: replaces the body of a living message, wherever it is.
--
-- KEYS, ARGV  see queue.lua; then id, body
-- Returns 1 if there was one, else 0
local Q, id, body = GROUPS[1], take(), take()
local record = call('HGET', Q.m, id)
if not isRecord(record) then
  return 0
end
local after = 37 + unbin('>I2', record, 35)
if unbin('B', record, 17) % 2 == 1 then
  after = after + 4 + unbin('>I4', record, after)
end
call('HSET', Q.m, id, sub(record, 1, after - 1) .. body)
return 1
