-- settle.lua: settles leased messages with their effects.
--
-- KEYS  see queue.lua
-- ARGV  see queue.lua; then
--       P, duplicate window in ms, time of dead letters in ms (0 = none are kept), and for each queue: count, ids,
--          leases, all to be completed, none twice; then values, see readWrites in values.lua; count of notes, [number
--          of the settlement, channel, note]...
--       E, duplicate window, time of dead letters, count, and for each settlement: queue (its number), id, kind (C
--          complete, R retry, B bury, L release) + lease (11) + [R: readyAt (6) and expiry (6); B: reason (1)], [R, B:
--          failure, behind a byte if there is one], number of effects, effects
-- Returns {time, a byte per settlement: 2 held, 1 lost, 0 gone ('' = all held)}; with P, queue by queue
-- Upholds: one holder (I2): nothing happens but for the token that is in the lease; one place (I1); all or nothing.
-- The first write is a removal, so that memory may be full.
local plain = take() == 'P'
local window, ttl = tonumber(take()), tonumber(take())
local elements, ids, successors = {}, {}, {}
local function element(g, id, head, failure)
  ids[g] = ids[g] or {}
  add(ids[g], id, head)
  elements[#elements + 1] = { g, id, head, failure or '' }
end
if plain then
  for g = 1, #GROUPS do
    local n = tonumber(take())
    for i = arg + 1, arg + n do
      element(g, ARGV[i], 'C' .. ARGV[i + n])
    end
    arg = arg + 2 * n
  end
else
  for _ = 1, tonumber(take()) do
    local g, id, head = tonumber(take()), take(), take()
    local kind, failure = sub(head, 1, 1), nil
    if kind == 'R' or kind == 'B' then
      failure = take()
    end
    element(g, id, head, failure)
    elements[#elements][5] = arg
    effects(nil, false, successors)
  end
end
for g, list in pairs(successors) do
  lookUp(GROUPS[g], list)
end
for g, list in pairs(ids) do
  local Q, all, wanted = GROUPS[g], {}, {}
  for i = 1, #list, 2 do
    all[#all + 1] = list[i]
  end
  Q.leases = fetch(Q.l, all, {})
  for i = 1, #list, 2 do
    local id, lease = list[i], Q.leases[list[i]]
    local held = lease and sub(lease, 1, 8) == sub(list[i + 1], 2, 9)
    if not held or sub(list[i + 1], 1, 1) ~= 'C' or #lease > 11 then
      wanted[#wanted + 1] = id
    end
  end
  Q.records = recordsOf(Q, wanted)
  Q.unleased, Q.gone, Q.finished, Q.graves, Q.back, Q.late = {}, {}, {}, {}, {}, {}
end

local states = {}
for i = 1, #elements do
  local g, id, head, failure, at = unpack(elements[i])
  local Q, kind = GROUPS[g], sub(head, 1, 1)
  local lease = Q.leases[id]
  local held = lease and sub(lease, 1, 8) == sub(head, 2, 9) and (kind == 'C' or Q.records[id])
  states[i] = held and '2' or (lease or Q.records[id] or Q.alive[id]) and '1' or '0'
  if held then
    local record = Q.records[id]
    local deliveries, flags = unbin('>I2B', lease, 9)
    Q.leases[id] = false
    Q.unleased[#Q.unleased + 1] = id
    if flags >= OVERDUE and record then
      add(Q.late, id, record)
    end
    if kind == 'C' or kind == 'B' then
      Q.records[id], Q.alive[id] = false, false
      Q.gone[#Q.gone + 1] = id
      if window > 0 then
        Q.finished[#Q.finished + 1] = id
        Q.done[id] = pack('>I6', math.min(now + window, NEVER))
      end
      if kind == 'B' and ttl > 0 then
        local grave = { id, record, string.byte(head, 13), deliveries, failure }
        Q.graves[#Q.graves + 1] = grave
        Q.dead[id] = pack('>BI6I6', 0, 0, math.min(now + ttl, NEVER))
      end
    elseif kind == 'R' then
      local ready, expiry = sub(head, 13, 18), sub(head, 19, 24)
      local retries = math.min(unbin('>I3', record, 24) + 1, 16777215)
      local after = 37 + unbin('>I2', record, 35)
      local body = after
      if unbin('B', record, 17) % 2 == 1 then
        body = after + 4 + unbin('>I4', record, after)
      end
      local kept = ''
      if failure ~= '' then
        kept = pack('>I4', #failure - 1) .. sub(failure, 2)
      end
      local due = unbin('>I6', ready)
      Q.fresh[#Q.fresh + 1] = {
        id = id, prio = unbin('>I4', record), due = due > now and due or now,
        tail = pack('B', kept ~= '' and 1 or 0) .. expiry .. pack('>I3I2', retries, 0) .. ready
          .. sub(record, 35, after - 1) .. kept .. sub(record, body)
      }
      Q.records[id] = true
    else
      add(Q.back, id, record)
    end
  end
  if at then
    arg = at
    effects(Q, held)
  end
end
if plain then
  applyPlain(function(number)
    return states[number] == '2'
  end)
end

local agendas = {}
for g in pairs(ids) do
  local Q = GROUPS[g]
  emit('HDEL', Q.l, Q.unleased)
  emit('ZREM', Q.e, Q.unleased)
  for i = 1, #Q.late, 2 do
    unplace(Q, Q.late[i], Q.late[i + 1], true)
  end
  emit('HDEL', Q.m, Q.gone)
  remember(Q, Q.finished, window)
  agendas[g] = bury(Q, Q.graves, ttl)
  for i = 1, #Q.back, 2 do
    place(Q, Q.back[i], Q.back[i + 1], true)
  end
end
finish(agendas)
return { now, table.concat(states) }
