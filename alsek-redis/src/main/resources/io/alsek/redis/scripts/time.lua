-- time.lua: what scripts need that know no queues. Put before values.lua.
--
-- ARGV  1 the time in ms ('' = the server's)
local now = ARGV[1]
if now == '' then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
else
  now = tonumber(now)
end
