-- dueschedules.lua: tells which schedules are due, the earliest first.
--
-- KEYS  1 HASH name -> schedule, 2 ZSET name by instant; see writeschedules.lua
-- ARGV  see time.lua; then most
-- Returns {[name, schedule]..., the instant of the first that is left (-1 = none)}
local most = tonumber(ARGV[2])
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now), 'WITHSCORES', 'LIMIT', 0, most + 1)
local found = {}
for i = 1, math.min(#due / 2, most) do
  found[2 * i - 1] = due[2 * i - 1]
  found[2 * i] = redis.call('HGET', KEYS[1], due[2 * i - 1])
end
local left = due[2 * most + 2]
if not left then
  left = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. string.format('%.0f', now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
end
found[#found + 1] = tonumber(left or -1)
return found
