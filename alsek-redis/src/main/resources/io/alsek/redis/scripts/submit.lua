-- submit.lua: accepts messages with their effects, unless their ids are taken.
--
-- KEYS  see queue.lua; then the keys of values
-- ARGV  see queue.lua; then count, and for each message: queue (its number), id, message (priority and tail of the
--       record), number of effects, effects
-- Returns {time, a byte per message: 1 accepted, 0 duplicate, touches}
-- Upholds: accepted once (I5): an id is refused while alive, dead or remembered; one place (I1); a ticket is used
-- once (I4). The first write may be refused for want of memory; none after it.
local first = arg
local n = tonumber(take())
local ids = {}
for _ = 1, n do
  local g, id = tonumber(take()), take()
  arg = arg + 1
  ids[g] = ids[g] or {}
  ids[g][#ids[g] + 1] = id
  effects(nil, false, ids)
end
for g, list in pairs(ids) do
  lookUp(GROUPS[g], list)
end
arg = first + 1
local outcomes = {}
for i = 1, n do
  local Q, id, message = GROUPS[tonumber(take())], take(), take()
  local accepted = admit(Q, id, message)
  outcomes[i] = accepted and '1' or '0'
  effects(Q, accepted)
end
finish()
return { now, table.concat(outcomes), touches }
