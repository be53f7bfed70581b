-- locate.lua: finds out which of some queues hold an id, alive or dead. Changes nothing.
--
-- KEYS, ARGV  see queue.lua; then id
-- Returns the number of the first of the queues that has it, 0 if none has
local id = take()
for i = 1, #GROUPS do
  local Q = GROUPS[i]
  local letter = call('HGET', Q.b, id)
  if call('HEXISTS', Q.m, id) == 1 or (letter and endOfDead(letter) > now) then
    return i
  end
end
return 0
