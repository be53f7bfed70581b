-- exhume.lua: removes dead letters and forgets their ids.
--
-- KEYS, ARGV  see queue.lua; then count, and for each: queue (its number), id
-- Returns how many there were
local n = 0
for _ = 1, tonumber(take()) do
  local Q, id = GROUPS[tonumber(take())], take()
  local letter = call('HGET', Q.b, id)
  if letter and endOfDead(letter) > now then
    exhume(Q, id, letter)
    forget(Q, { id })
    n = n + 1
  end
end
return n
