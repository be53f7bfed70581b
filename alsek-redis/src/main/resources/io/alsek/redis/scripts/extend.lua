-- extend.lua: prolongs leases, with effects.
--
-- KEYS  see queue.lua
-- ARGV  see queue.lua; then count, and for each extension: queue (its number), id, lease (11), duration in ms, number
--       of effects, effects
-- Returns {time, a byte per extension: 2 held, 1 lost, 0 gone}
-- Upholds: one holder (I2): never makes a lease that is not there.
local first = arg
local n = tonumber(take())
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
  Q.ends = {}
end

arg = first + 1
local states, agendas = {}, {}
for i = 1, n do
  local g, id, token = tonumber(take()), take(), take()
  local Q, till = GROUPS[g], math.min(now + tonumber(take()), NEVER)
  local lease, record = Q.leases[id], Q.records[id]
  local held = lease and record and sub(lease, 1, 8) == sub(token, 1, 8)
  states[i] = held and '2' or record and '1' or '0'
  if held then
    if #lease > 11 then
      lease = sub(lease, 1, 10) .. pack('B', unbin('B', lease, 11) - OVERDUE)
      Q.leases[id] = lease
      unplace(Q, id, record, true)
      call('HSET', Q.l, id, lease)
    else
      local old = call('ZSCORE', Q.e, id)
      if old and till < tonumber(old) then
        wake(Q, taskOf(record), till)
      end
    end
    add(Q.ends, till, id)
    if not Q.first or till < Q.first then
      Q.first = till
    end
    if expiresSoon(Q, expiryOf(record)) then
      agendas[g] = math.min(agendas[g] or NEVER, till)
    end
  end
  effects(Q, held)
end
for g in pairs(ids) do
  local Q = GROUPS[g]
  emit('ZADD', Q.e, Q.ends)
  if Q.first then
    touch(Q, false, Q.first, nil)
  end
end
finish(agendas)
return { now, table.concat(states) }
