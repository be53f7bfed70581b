-- agenda.lua: tells which queues are due to be swept.
--
-- KEYS, ARGV  see queue.lua, without queues; then most
-- Returns {time, names, the instant of the first that is not due (-1 = none)}
local most = tonumber(take())
local due = call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, most)
local next_ = call('ZRANGEBYSCORE', KEYS[4], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
return { now, due, tonumber(next_ or -1) }
