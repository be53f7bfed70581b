-- busy.lua: lists the busy queues of a namespace.
--
-- KEYS, ARGV  see queue.lua, without queues; then name behind which to begin ('' = with the first), most
-- Returns {names}
local from, most = take(), take()
return call('ZRANGEBYLEX', KEYS[2], from == '' and '-' or '(' .. from, '+', 'LIMIT', 0, most)
