-- clear.lua: removes a queue, with all that it holds and remembers.
--
-- KEYS, ARGV  see queue.lua
-- Returns how many messages and dead letters there were
local problem = unsoundIndex()
if problem then
  return problem
end
local Q = GROUPS[1]
local n = call('HLEN', Q.m) + call('ZCOUNT', Q.h, '(' .. now, '+inf')
call('UNLINK', Q.m, Q.l, Q.e, Q.w, Q.r, Q.t, Q.z, Q.y, Q.d, Q.c, Q.f, Q.g, Q.x, Q.b, Q.q, Q.h)
for i = 1, 4 do
  call('ZREM', KEYS[i], Q.name)
end
return n
