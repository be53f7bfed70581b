-- pause.lua: stops claims from a queue, or allows them again.
--
-- KEYS, ARGV  see queue.lua; then 1 to pause or 0 to resume
-- Returns {time, 1 if that changed anything else 0}
local Q, on = GROUPS[1], take() == '1'
local changed
if on then
  changed = call('HSET', Q.c, 'p', '1')
  Q.born = changed == 1
  touch(Q, false, nil, nil)
else
  -- Whoever claimed meanwhile has not heard of 'o': with the next message that is handed over it is told anew.
  call('HDEL', Q.c, 'o')
  changed = call('HDEL', Q.c, 'p')
  if changed == 1 then
    local tasks = call('HKEYS', Q.t)
    for i = 1, #tasks do
      wake(Q, tasks[i], 0)
    end
    local head = call('ZRANGE', Q.d, 0, 0, 'WITHSCORES')
    local lease = call('ZRANGE', Q.e, 0, 0, 'WITHSCORES')
    local at = math.min(tonumber(head[2] or NEVER), tonumber(lease[2] or NEVER))
    if at < NEVER then
      wake(Q, '', at)
    end
    touch(Q, #tasks > 0, at < NEVER and at or nil, nil)
    flushWakes(Q)
  end
end
return { now, changed }
