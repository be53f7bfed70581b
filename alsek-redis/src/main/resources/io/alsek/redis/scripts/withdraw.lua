-- withdraw.lua: takes messages out of their queues without a lease, with effects.
--
-- KEYS  see queue.lua
-- ARGV  see queue.lua; then duplicate window in ms, time of dead letters in ms (0 = none are kept), count, and for
--       each withdrawal: queue (its number), id, mode (V revoke, U revoke unless leased, F fail, X remove) + reason (1),
--       failure behind a byte or '', number of effects, effects
-- Returns {time, a byte per withdrawal: 0 absent, 1 withdrawn, 2 withdrawn while leased, 3 left running}
-- Upholds: one place (I1); whoever held the lease is fenced off (I2). The first write is a removal.
local window, ttl, n = tonumber(take()), tonumber(take()), nil
local first = arg
n = tonumber(take())
local ids, successors = {}, {}
for _ = 1, n do
  local g, id = tonumber(take()), take()
  arg = arg + 2
  ids[g] = ids[g] or {}
  ids[g][#ids[g] + 1] = id
  effects(nil, false, successors)
end
for g, list in pairs(successors) do
  lookUp(GROUPS[g], list)
end
for g, list in pairs(ids) do
  local Q = GROUPS[g]
  Q.leases, Q.records = fetch(Q.l, list, {}), recordsOf(Q, list)
  Q.unleased, Q.gone, Q.finished, Q.forgotten, Q.graves, Q.waiting = {}, {}, {}, {}, {}, {}
end

arg = first + 1
local outcomes = {}
for i = 1, n do
  local Q, id, mode, failure = GROUPS[tonumber(take())], take(), take(), take()
  local record, lease, kind = Q.records[id], Q.leases[id], sub(mode, 1, 1)
  local outcome = not record and 0 or not lease and 1 or kind == 'U' and 3 or 2
  outcomes[i] = outcome
  if outcome == 1 or outcome == 2 then
    local deliveries = unbin('>I2', record, 27)
    local overdue = false
    if lease then
      local flags
      deliveries, flags = unbin('>I2B', lease, 9)
      overdue = flags >= OVERDUE
      Q.unleased[#Q.unleased + 1] = id
    end
    if not lease or overdue then
      Q.waiting[#Q.waiting + 1] = { id, record, overdue }
    end
    Q.records[id], Q.leases[id], Q.alive[id] = false, false, false
    Q.gone[#Q.gone + 1] = id
    if kind == 'X' then
      Q.forgotten[#Q.forgotten + 1] = id
      Q.done[id] = false
    else
      if window > 0 then
        Q.finished[#Q.finished + 1] = id
        Q.done[id] = pack('>I6', math.min(now + window, NEVER))
      end
      if ttl > 0 then
        Q.graves[#Q.graves + 1] = { id, record, string.byte(mode, 2), deliveries, failure }
        Q.dead[id] = pack('>BI6I6', 0, 0, math.min(now + ttl, NEVER))
      end
    end
  end
  effects(Q, outcome == 1 or outcome == 2)
end

local agendas = {}
for g in pairs(ids) do
  local Q = GROUPS[g]
  for i = 1, #Q.waiting do
    unplace(Q, Q.waiting[i][1], Q.waiting[i][2], Q.waiting[i][3])
  end
  emit('HDEL', Q.l, Q.unleased)
  emit('ZREM', Q.e, Q.unleased)
  emit('HDEL', Q.m, Q.gone)
  forget(Q, Q.forgotten)
  remember(Q, Q.finished, window)
  agendas[g] = bury(Q, Q.graves, ttl)
end
finish(agendas)
return { now, table.concat(outcomes) }
