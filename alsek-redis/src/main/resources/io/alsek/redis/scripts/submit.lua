-- submit.lua: accepts messages with their effects, unless their ids are taken.
--
-- KEYS  see queue.lua
-- ARGV  see queue.lua; then
--       P, and for each queue: count, priority of all ('' = see the messages; they begin with theirs then), latest
--          instant at which one is ready, first at which one expires, number of tasks, [task, how many have it]..., ids,
--          messages (tails of records); no id twice; then values, see readWrites in values.lua; count of notes, [number
--          of the message, channel, note]...; no other effects
--       E, count, and for each message: queue (its number), id, message (priority and tail of the record), number of
--          effects, effects
-- Returns {time, a byte per message: 1 accepted, 0 duplicate ('' = all accepted)}; with P, queue by queue
-- Upholds: accepted once (I5): an id is refused while alive, dead or remembered; one place (I1); a ticket is used
-- once (I4). The first write may be refused for want of memory; none after it.
local outcomes = {}
if take() == 'P' then
  for g = 1, #GROUPS do
    local Q, n, prio = GROUPS[g], tonumber(take()), take()
    arg = arg + 2
    arg = arg + 1 + 2 * tonumber(ARGV[arg + 1])
    lookUp(Q, { unpack(ARGV, arg + 1, arg + n) })
    for i = arg + 1, arg + n do
      local message = ARGV[i + n]
      if prio ~= '' then
        message = pack('>I4', prio) .. message
      end
      outcomes[#outcomes + 1] = admit(Q, ARGV[i], message) and '1' or '0'
    end
    arg = arg + 2 * n
  end
  applyPlain(function(number)
    return outcomes[number] == '1'
  end)
else
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
  for i = 1, n do
    local Q, id, message = GROUPS[tonumber(take())], take(), take()
    local accepted = admit(Q, id, message)
    outcomes[i] = accepted and '1' or '0'
    effects(Q, accepted)
  end
end
finish()
return { now, table.concat(outcomes) }
