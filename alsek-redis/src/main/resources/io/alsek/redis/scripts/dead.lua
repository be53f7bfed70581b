-- dead.lua: looks dead letters up. Changes nothing.
--
-- KEYS, ARGV  see queue.lua; then count, and for each: queue (its number), id
-- Returns {time, for each: dead letter, or false if there is none or its time is over}
local found = {}
for i = 1, tonumber(take()) do
  local Q, id = GROUPS[tonumber(take())], take()
  local letter = call('HGET', Q.b, id)
  found[i] = isLetter(letter) and endOfDead(letter) > now and letter or false
end
return { now, found }
