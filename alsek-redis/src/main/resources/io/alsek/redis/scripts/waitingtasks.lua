-- waitingtasks.lua: counts by task what is alive and not leased. Changes nothing but what time has changed.
--
-- KEYS, ARGV  see queue.lua
-- Returns {1 if it is to be called again, [task, count]...}; tasks may occur twice
local Q = GROUPS[1]
if promote(Q) then
  return { 1, {} }
end
local found = call('HGETALL', Q.t)
local delayed = call('HGETALL', Q.y)
for i = 1, #delayed do
  found[#found + 1] = delayed[i]
end
local leases = call('HGETALL', Q.l)
for i = 2, #leases, 2 do
  local record = #leases[i] > 11 and call('HGET', Q.m, leases[i - 1])
  if isRecord(record) then
    add(found, taskOf(record), '-1')
  end
end
return { 0, found }
