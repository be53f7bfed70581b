-- find.lua: looks living messages up. Changes nothing.
--
-- KEYS, ARGV  see queue.lua; then count, and for each message: queue (its number), id
-- Returns {time, for each message: record or false, lease or false, end of the lease or false}
local found = {}
for _ = 1, tonumber(take()) do
  local Q, id = GROUPS[tonumber(take())], take()
  local record = call('HGET', Q.m, id)
  record = isRecord(record) and record
  found[#found + 1] = record
  if record then
    found[#found + 1] = call('HGET', Q.l, id)
    found[#found + 1] = call('ZSCORE', Q.e, id)
  else
    add(found, false, false)
  end
end
return { now, found }
