-- counts.lua: counts what queues hold. Changes nothing.
--
-- KEYS, ARGV  see queue.lua
-- Returns for each queue: alive, delayed, leased, dead, paused (1 or 0)
local counts = {}
for i = 1, #GROUPS do
  local Q = GROUPS[i]
  add(counts, call('HLEN', Q.m), call('ZCOUNT', Q.d, '(' .. now, '+inf'))
  add(counts, call('HLEN', Q.l), call('ZCOUNT', Q.h, '(' .. now, '+inf'))
  counts[#counts + 1] = call('HEXISTS', Q.c, 'p')
end
return counts
