-- waiting.lua: what claims, sweeps and listings share, put behind queue.lua: bringing up to date what time has changed.
local BOUND = 1000

-- Makes claimable what has fallen due and what is held by a lease that has run out. Returns whether there is more of
-- that than one call may take.
local function promote(Q)
  local due = call('ZRANGEBYSCORE', Q.d, '-inf', now, 'LIMIT', 0, BOUND)
  for i = #due, 1, -1 do
    if #due[i] < 9 then -- garbage
      call('ZREM', Q.d, table.remove(due, i))
    end
  end
  local late = call('ZRANGEBYSCORE', Q.e, '-inf', now, 'WITHSCORES', 'LIMIT', 0, BOUND)
  if #due == 0 and #late == 0 then
    return false
  end
  meta(Q)
  lane(Q)
  local ids = {}
  for i = 1, #due do
    ids[i] = sub(due[i], 9 + unbin('>I2', due[i], 7))
  end
  for i = 1, #late, 2 do
    ids[#ids + 1] = late[i]
  end
  local records = recordsOf(Q, ids)
  local leases = fetch(Q.l, ids, {})
  emit('ZREM', Q.d, due)
  for i = 1, #due do
    local id, record = ids[i], records[ids[i]]
    bump(Q.y_, sub(due[i], 9, 8 + unbin('>I2', due[i], 7)), -1)
    if record then
      place(Q, id, record)
    end
  end
  local gone, marked, lost = {}, {}, {}
  for i = 1, #late, 2 do
    local id, record, lease = late[i], records[late[i]], leases[late[i]]
    gone[#gone + 1] = id
    if record and lease then
      local task = taskOf(record)
      add(Q.ra, 0, named(task) .. sub(record, 1, 16) .. id)
      bump(Q.z_, task, 1)
      bump(Q.t_, task, 1)
      local expiry = expiryOf(record)
      if expiresSoon(Q, expiry) then
        add(Q.xa, expiry, id)
      end
      if #lease ~= 11 then
        lease = '\0\0\0\0\0\0\0\0\0\1\0' -- garbage; it was delivered once, for all that is known
      end
      add(marked, id, sub(lease, 1, 10) .. pack('>BI6', unbin('B', lease, 11) + OVERDUE, late[i + 1]))
    elseif lease then
      lost[#lost + 1] = id
    end
  end
  emit('ZREM', Q.e, gone)
  emit('HDEL', Q.l, lost)
  emit('HSET', Q.l, marked)
  Q.changed = true
  flushPlaces(Q, true)
  Q.lane = nil
  return #due == BOUND or #late == 2 * BOUND
end

-- Whether an entry of the list still stands for its message.
local function isInList(record, place_)
  return isRecord(record) and sub(record, 1, 16) == place_ and string.byte(record, 17) < 2
end

-- Leases messages to the caller: {id, record, lease (the one that ran out), verdict, from}. Whoever calls has taken
-- them out of the list. Leaves in them the records as they are now.
local function leaseOut(Q, taken, token, till)
  local leases, ends, tidy, records, r, x = {}, {}, {}, {}, {}, {}
  local agenda
  for i = 1, #taken do
    local t = taken[i]
    local id, record = t.id, t.record
    local task, place_ = taskOf(record), sub(record, 1, 16)
    local before = unbin('>I2', record, 27)
    if t.lease then
      local base = unbin('>I2', t.lease, 9)
      if base ~= before then
        before = base
        record = sub(record, 1, 26) .. pack('>I2', base) .. sub(record, 29)
        add(records, id, record)
        t.record = record
      end
    end
    local deliveries = t.verdict == 0 and math.min(before + 1, 65535) or before
    add(leases, id, token .. pack('>I2B', deliveries, t.verdict))
    add(ends, till, id)
    if t.from == 'r' then
      r[#r + 1] = named(task) .. place_ .. id
      bump(Q.z_, task, -1)
    end
    if t.from == 'd' then
      tidy[#tidy + 1] = sub(record, 11, 16) .. named(task) .. id
      bump(Q.y_, task, -1)
    else
      bump(Q.t_, task, -1)
    end
    if expiresSoon(Q, expiryOf(record)) then
      x[#x + 1] = id
      agenda = till
    end
  end
  emit('ZREM', Q.r, r)
  emit('ZREM', Q.d, tidy)
  emit('ZREM', Q.x, x)
  lend(Q.l, Q.e, leases, ends)
  emit('HSET', Q.m, records)
  count(Q.z, Q.z_, function(task, _, value)
    if value <= 0 and isApart(Q, task) then
      local apart, rest = meta(Q).apart, ''
      while apart ~= '' do
        local size = 2 + unbin('>I2', apart)
        if sub(apart, 3, size) ~= task then
          rest = rest .. sub(apart, 1, size)
        end
        apart = sub(apart, size + 1)
      end
      setApart(Q, rest)
    end
  end)
  count(Q.t, Q.t_)
  count(Q.y, Q.y_)
  Q.t_, Q.z_, Q.y_ = {}, {}, {}
  if #taken > 0 then
    touch(Q, false, till, agenda)
  end
end

-- Why a claimable message must not be run: 1 expired, 2 delivered too often, 0 it may be.
local function verdict(record, lease, most)
  local deliveries = lease and unbin('>I2', lease, 9) or unbin('>I2', record, 27)
  if deliveries >= most then
    return 2
  end
  return expiryOf(record) <= now and 1 or 0
end
