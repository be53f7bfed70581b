-- names.lua: lists the registered queues of a namespace, whether or not they hold anything.
--
-- KEYS, ARGV  see queue.lua, without queues; then name behind which to begin ('' = with the first), most
-- Returns {names}
local from, most = take(), take()
return call('ZRANGEBYLEX', KEYS[1], from == '' and '-' or '(' .. from, '+', 'LIMIT', 0, most)
