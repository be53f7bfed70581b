-- sweep.lua: condemns expired messages of a queue that wait for nobody, removes dead letters whose time is over, and
-- mends what a lost reply or a lost note may have left.
--
-- KEYS  see queue.lua
-- ARGV  see queue.lua; then most, length of the lease in ms, token of this call (8), most deliveries
-- Returns {time, messages as claim.lua tells them of one queue, dead letters removed, 1 if there is more else 0, next instant (-1 =
--       none)}
local Q, most, length, token = GROUPS[1], tonumber(take()), tonumber(take()), take()
local more = promote(Q)
local over = call('ZRANGEBYSCORE', Q.h, '-inf', now, 'LIMIT', 0, most)
local letters = fetch(Q.b, over, {})
for i = 1, #over do
  if letters[over[i]] then
    exhume(Q, over[i], letters[over[i]])
  else
    call('ZREM', Q.h, over[i])
  end
end
local M = meta(Q)
if M.h and now >= M.h - HORIZON / 2 then
  call('HSET', Q.c, 'h', now + HORIZON, 'hc', '0')
  M.h = now + HORIZON
end
local looking = call('HGET', Q.c, 'hc')
if looking then
  local page = call('HSCAN', Q.m, looking, 'COUNT', 500)
  local soon = {}
  for i = 1, #page[2], 2 do
    local expiry = isRecord(page[2][i + 1]) and expiryOf(page[2][i + 1]) or NEVER
    local lease = call('HGET', Q.l, page[2][i])
    if expiry < M.h and (not lease or #lease > 11) then
      add(soon, expiry, page[2][i])
    end
  end
  emit('ZADD', Q.x, soon)
  if page[1] == '0' then
    call('HDEL', Q.c, 'hc')
  else
    call('HSET', Q.c, 'hc', page[1])
    more = true
  end
end
local room = most - #over
local taken = {}
if room > 0 then
  local expired = call('ZRANGEBYSCORE', Q.x, '-inf', now, 'LIMIT', 0, room)
  local records, leases = recordsOf(Q, expired), fetch(Q.l, expired, {})
  for i = 1, #expired do
    local id = expired[i]
    local record, lease = records[id], leases[id]
    if not record or (lease and #lease == 11) then
      call('ZREM', Q.x, id)
    else
      local task = taskOf(record)
      local from = 'w'
      if call('ZSCORE', Q.d, sub(record, 11, 16) .. named(task) .. id) then
        from = 'd'
      elseif call('ZSCORE', Q.r, named(task) .. sub(record, 1, 16) .. id) then
        from = 'r'
      end
      if from == 'w' then
        -- It cannot be taken out of the middle of the list, so its entry there is declared stale.
        record = sub(record, 1, 16) .. pack('B', unbin('B', record, 17) + 2) .. sub(record, 18)
        call('HSET', Q.m, id, record)
      end
      taken[#taken + 1] = { id = id, record = record, lease = lease, from = from, verdict = 1 }
    end
  end
  more = more or #expired == room
  leaseOut(Q, taken, token, math.min(now + length, NEVER))
else
  more = true
end
if M.gs then
  for u = 0, 1 do
    if tonumber(M['u' .. u] or 0) <= now then
      call('UNLINK', u == 0 and Q.f or Q.g)
    end
  end
end
local next_ = NEVER
local heads = { call("ZRANGE", Q.x, 0, 0, "WITHSCORES")[2] or false, call("ZRANGE", Q.h, 0, 0, "WITHSCORES")[2] or false }
if #taken > 0 then
  heads[3] = now + length
end
if M.h and call('HLEN', Q.m) > 0 then
  heads[4] = M.h - HORIZON / 2
end
for i = 1, 4 do
  if heads[i] then
    next_ = math.min(next_, tonumber(heads[i]))
  end
end
do
  if call('HLEN', Q.t) > 0 then
    call('ZADD', KEYS[2], 0, Q.name)
  end
  if next_ < NEVER then
    call('ZADD', KEYS[4], next_, Q.name)
  else
    call('ZREM', KEYS[4], Q.name)
  end
  -- A queue that holds nothing, not even the memory of an id, is forgotten.
  if call('EXISTS', Q.m, Q.b, Q.f, Q.g) == 0 and call('HEXISTS', Q.c, 'p') == 0 then
    call('DEL', Q.w, Q.r, Q.t, Q.z, Q.y, Q.d, Q.x, Q.e, Q.l, Q.c, Q.q, Q.h)
    for i = 1, 4 do
      call('ZREM', KEYS[i], Q.name)
    end
  end
end
local ids, found = {}, {}
for i = 1, #taken do
  ids[i], found[i] = taken[i].id, taken[i].record
end
return { now, { 1, ids, found, string.rep('1', #taken) }, #over, more and 1 or 0, next_ < NEVER and next_ or -1 }
