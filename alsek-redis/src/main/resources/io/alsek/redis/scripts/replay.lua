-- replay.lua: brings dead letters back to life, with effects.
--
-- KEYS  see queue.lua
-- ARGV  see queue.lua; then count, and for each: queue (its number), id, message (priority and tail of the record),
--       number of effects, effects
-- Returns {time, a byte per message: 1 there was one, 0 there was none}
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
local outcomes, risen = {}, {}
for i = 1, n do
  local Q, id, message = GROUPS[tonumber(take())], take(), take()
  local letter = Q.dead[id]
  local there = letter and endOfDead(letter) > now
  outcomes[i] = there and '1' or '0'
  if there then
    add(risen, Q, id)
    risen[#risen + 1] = letter
    Q.dead[id], Q.done[id] = false, false
    admit(Q, id, message)
  end
  effects(Q, there)
end
for i = 1, #risen, 3 do
  exhume(risen[i], risen[i + 1], risen[i + 2])
end
finish()
return { now, table.concat(outcomes) }
