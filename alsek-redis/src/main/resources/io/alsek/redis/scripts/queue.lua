-- queue.lua: what the scripts of queues share. Put before each of them; does nothing but read its arguments.
--
-- KEYS  index keys (registered, busy, timed, agenda; if values are written, then the two of values.lua), then for each
--       queue the 16 keys listed in `group`, then what the script adds
-- ARGV  1 the time in ms ('' = the server's), 2 how many index keys there are, 3 the channel on which all wake-ups
--       are told, 4 how many queues, then their names as the index has them
--
-- Instants are milliseconds in 48 bits; the greatest is NEVER. A place is priority (4 bytes), due (6), ticket (6).
-- A record is place, flags (1; bit 0: a failure follows the task, bit 1: an entry in the list is
-- stale), expiry (6), retries (3), deliveries (2), readyAt
-- (6), length of the task (2), task, [length (4), failure], body. Its deliveries are those before the present lease.
-- A lease is token (8), deliveries (2), flags (1; bits 0-1: verdict, bit 7: overdue), [end (6) if overdue].
-- A dead letter is reason (1), diedAt (6), end (6), ticket (6), deliveries (2), has failure (1), length (4), failure,
-- record.
local call, sub, pack, unbin = redis.call, string.sub, struct.pack, struct.unpack
local NEVER = 281474976710655
local OVERDUE = 128

-- Messages that expire before the horizon of their queue, which is half a day to a day ahead, are in x; for the others
-- that would be a waste. Sweeps move the horizon on, and then look through the messages once.
local HORIZON = 86400000

local now = ARGV[1]
if now == '' then
  local t = call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
else
  now = tonumber(now)
end

local INDEX, WAKE_ALL = tonumber(ARGV[2]), ARGV[3]
local GROUPS = {}
local arg = 4 + tonumber(ARGV[4])
local EXTRA = INDEX + 16 * tonumber(ARGV[4])

local function group(b, name)
  return {
    m = KEYS[b + 1], -- HASH id -> record: a message is alive if and only if it is here
    l = KEYS[b + 2], -- HASH id -> lease: it is leased if and only if it is here
    e = KEYS[b + 3], -- ZSET id by end of lease; not the overdue ones
    w = KEYS[b + 4], -- LIST place+id, ascending, one priority at a time; entries without their record are stale
    r = KEYS[b + 5], -- ZSET task+place+id by bytes: whatever is claimable and not in the list
    t = KEYS[b + 6], -- HASH task -> how many are claimable
    z = KEYS[b + 7], -- HASH task -> how many are in r
    y = KEYS[b + 8], -- HASH task -> how many are delayed
    d = KEYS[b + 9], -- ZSET ticket+task+id by due: the delayed
    c = KEYS[b + 10], -- HASH s: last ticket, p: paused, k: tasks that go to r, h: horizon, hc: how far a sweep has
                      --      looked, g/gs/u0/u1: generations of finished ids, o: see standing.lua
    f = KEYS[b + 11], -- HASH finished id -> until when it is refused
    g = KEYS[b + 12], -- HASH the same, the other generation
    x = KEYS[b + 13], -- ZSET id by expiry: those that wait or are overdue and expire before the horizon
    b = KEYS[b + 14], -- HASH id -> dead letter
    q = KEYS[b + 15], -- ZSET ticket+id by death
    h = KEYS[b + 16], -- ZSET id by end of the dead letter
    name = name, alive = {}, dead = {}, done = {}, fresh = {},
    push = {}, ra = {}, da = {}, xa = {}, t_ = {}, z_ = {}, y_ = {}, soon = {}, changed = false, wakes = {}
  }
end

for i = 1, tonumber(ARGV[4]) do
  GROUPS[i] = group(INDEX + 16 * (i - 1), ARGV[4 + i])
end

-- What asks a key for its size, by which a key of a wrong type is found out: somebody else writes in our namespace.
local SIZE = {
  'HLEN', 'HLEN', 'ZCARD', 'LLEN', 'ZCARD', 'HLEN', 'HLEN', 'HLEN', 'ZCARD', 'HLEN', 'HLEN', 'HLEN', 'ZCARD', 'HLEN',
  'ZCARD', 'ZCARD'
}

local function isOfWrongType(command, key)
  return type(redis.pcall(command, key)) == 'table'
end

local function wrongType(key)
  return redis.error_reply('WRONGTYPE ' .. key .. ' is not what Alsek keeps there')
end

-- An error if a key of a queue is of a wrong type, else nothing.
local function unsound(number)
  local b = INDEX + 16 * (number - 1)
  for i = 1, 16 do
    if isOfWrongType(SIZE[i], KEYS[b + i]) then
      return wrongType(KEYS[b + i])
    end
  end
end

-- An error if a key of the index is of a wrong type, else nothing.
local function unsoundIndex()
  for i = 1, INDEX do
    if isOfWrongType(i == 5 and 'HLEN' or 'ZCARD', KEYS[i]) then
      return wrongType(KEYS[i])
    end
  end
end

local function take()
  arg = arg + 1
  return ARGV[arg]
end

local function add(list, one, other)
  local n = #list
  list[n + 1] = one
  list[n + 2] = other
end

local function bump(counts, task, by)
  counts[task] = (counts[task] or 0) + by
end

-- Runs a command with a list of any length behind its key.
local function emit(command, key, list)
  local n = #list
  if n == 0 then
    return
  elseif n <= 4000 then
    return call(command, key, unpack(list))
  end
  for i = 1, n, 4000 do
    call(command, key, unpack(list, i, math.min(n, i + 3999)))
  end
end

-- Reads the fields of many ids at once: id -> value or false.
local function fetch(key, ids, into)
  local n = #ids
  for i = 1, n, 4000 do
    local to = math.min(n, i + 3999)
    local values = call('HMGET', key, unpack(ids, i, to))
    for j = i, to do
      into[ids[j]] = values[j - i + 1]
    end
  end
  return into
end

local function named(task)
  return pack('>I2', #task) .. task
end

local function taskOf(record)
  return sub(record, 37, 36 + unbin('>I2', record, 35))
end

-- Whether bytes are a record. What else stands among the messages was written by somebody else; it is treated as if it
-- were not there, and harms nobody but itself.
local function isRecord(record)
  if not record or #record < 37 then
    return false
  end
  local body = 36 + unbin('>I2', record, 35)
  if unbin('B', record, 17) % 2 == 1 and body + 4 <= #record then
    body = body + 4 + unbin('>I4', record, body + 1)
  end
  return unbin('B', record) < 128 and body > 36 and body <= #record
end

-- Reads records: id -> record or false.
local function recordsOf(Q, ids)
  local records = fetch(Q.m, ids, {})
  for i = 1, #ids do
    records[ids[i]] = isRecord(records[ids[i]]) and records[ids[i]]
  end
  return records
end

local function expiryOf(record)
  return (unbin('>I6', record, 18))
end

local function meta(Q)
  if not Q.meta then
    local v = call('HMGET', Q.c, 'p', 'k', 'g', 'gs', 'u0', 'u1', 'h', 'o')
    Q.meta = {
      paused = v[1], apart = v[2] or '', g = v[3], gs = v[4], u0 = v[5], u1 = v[6], h = v[7] and tonumber(v[7]) or nil,
      told = v[8]
    }
  end
  return Q.meta
end

-- Whether messages of a task are kept out of the list, since somebody passed over some of them.
local function isApart(Q, task)
  local apart = meta(Q).apart
  return apart ~= '' and string.find(apart, named(task), 1, true) ~= nil
end

-- Whether a waiting message is to be in x.
local function expiresSoon(Q, expiry)
  if expiry == NEVER then
    return false
  end
  local M = meta(Q)
  if not M.h then
    M.h = now + HORIZON
    Q.newHorizon = true
  end
  return expiry < M.h
end

local function setApart(Q, apart)
  meta(Q).apart = apart
  if apart == '' then
    call('HDEL', Q.c, 'k')
  else
    call('HSET', Q.c, 'k', apart)
  end
end

local function lane(Q)
  if not Q.lane then
    local tail = call('LINDEX', Q.w, -1)
    if tail and #tail > 16 then
      local prio, due, seq = unbin('>I4I6I6', tail)
      Q.lane = { prio = prio, due = due, seq = seq }
    else
      Q.lane = {}
    end
  end
  return Q.lane
end

-- Plans where a waiting message goes: the delayed ones by instant, the list if it goes on in its order, else r. A
-- ticket may enter the list once only, so what comes back does not (`again`).
local function place(Q, id, record, again)
  local prio, due, seq, _, expiry = unbin('>I4I6I6BI6', record)
  local task = taskOf(record)
  if due > now then
    add(Q.da, due, sub(record, 11, 16) .. named(task) .. id)
    bump(Q.y_, task, 1)
    if not Q.soon[task] or due < Q.soon[task] then
      Q.soon[task] = due
    end
  else
    local l = lane(Q)
    local goesOn = not l.prio or (l.prio == prio and (l.due < due or (l.due == due and l.seq < seq)))
    if goesOn and not again and not isApart(Q, task) then
      Q.push[#Q.push + 1] = sub(record, 1, 16) .. id
      l.prio, l.due, l.seq = prio, due, seq
    else
      add(Q.ra, 0, named(task) .. sub(record, 1, 16) .. id)
      bump(Q.z_, task, 1)
    end
    bump(Q.t_, task, 1)
  end
  if expiresSoon(Q, expiry) then
    add(Q.xa, expiry, id)
  end
  Q.changed = true
end

local function count(key, counts, each)
  for task, by in pairs(counts) do
    if by ~= 0 then
      local value = call('HINCRBY', key, task, by)
      if value <= 0 then
        call('HDEL', key, task)
      end
      if each then
        each(task, by, value)
      end
    end
  end
end

-- Tells sessions that something is claimable (0) or will be at an instant, sooner than they may have been told.
local function wake(Q, task, at)
  Q.wakes[#Q.wakes + 1] = pack('>I2', #Q.name) .. Q.name .. named(task) .. pack('>I6', at)
end

-- Lowers the instants at which the queue must be looked at, and says that it is busy.
local function touch(Q, busy, timed, agenda)
  if not (Q.born or busy or timed or agenda) then
    return
  end
  if Q.born then
    call('ZADD', KEYS[1], 0, Q.name)
  end
  if busy then
    call('ZADD', KEYS[2], 0, Q.name)
  end
  if timed then
    call('ZADD', KEYS[3], 'LT', timed, Q.name)
  end
  if agenda then
    call('ZADD', KEYS[4], 'LT', agenda, Q.name)
  end
end

local function least(scored)
  local min
  for i = 1, #scored, 2 do
    if not min or scored[i] < min then
      min = scored[i]
    end
  end
  return min
end

-- Carries out what `place` planned and says so. `quietly` if time alone brought it about.
local function flushPlaces(Q, quietly, agenda)
  if not Q.changed then
    touch(Q, false, nil, agenda)
    return
  end
  local head
  if #Q.da > 0 then
    head = call('ZRANGE', Q.d, 0, 0, 'WITHSCORES')[2]
  end
  emit('RPUSH', Q.w, Q.push)
  emit('ZADD', Q.r, Q.ra)
  emit('ZADD', Q.d, Q.da)
  emit('ZADD', Q.x, Q.xa)
  count(Q.z, Q.z_)
  local busy = false
  count(Q.t, Q.t_, function(task, by, value)
    if by > 0 and value == by then
      busy = true
      if not quietly then
        wake(Q, task, 0)
      end
    end
  end)
  count(Q.y, Q.y_, function(task, by, value)
    local soon = Q.soon[task]
    if not quietly and by > 0 and (value == by or not head or soon < tonumber(head) or call('HLEN', Q.y) > 1) then
      wake(Q, task, soon)
    end
  end)
  if Q.newHorizon then
    local h = meta(Q).h
    call('HSET', Q.c, 'h', h)
    agenda = math.min(agenda or NEVER, h - HORIZON / 2)
    Q.newHorizon = false
  end
  local expiry = least(Q.xa)
  if expiry and (not agenda or expiry < agenda) then
    agenda = expiry
  end
  touch(Q, busy, least(Q.da), agenda)
  Q.push, Q.ra, Q.da, Q.xa, Q.t_, Q.z_, Q.y_, Q.soon = {}, {}, {}, {}, {}, {}, {}, {}
  Q.changed, Q.born = false, false
end

-- Gives the new messages their tickets and writes them. The first write of a submission, which decides whether memory
-- is left.
local function flushFresh(Q)
  local n = #Q.fresh
  if n == 0 then
    return
  end
  local last = call('HINCRBY', Q.c, 's', n)
  Q.born = last == n
  local records = {}
  for i = 1, n do
    local f = Q.fresh[i]
    local record = pack('>I4I6I6', f.prio, f.due, last - n + i) .. f.tail
    records[2 * i - 1] = f.id
    records[2 * i] = record
    place(Q, f.id, record)
  end
  emit('HSET', Q.m, records)
  Q.fresh = {}
end

-- Reads what decides whether ids are taken.
local function lookUp(Q, ids)
  if #ids > 0 then
    fetch(Q.m, ids, Q.alive)
    fetch(Q.b, ids, Q.dead)
    fetch(Q.f, ids, Q.done)
    local other = fetch(Q.g, ids, {})
    for id, until_ in pairs(other) do
      if until_ then
        Q.done[id] = until_
      end
    end
  end
end

local function endOfDead(letter)
  return #letter < 13 and 0 or (unbin('>I6', letter, 8))
end

-- Whether bytes are a dead letter, and no garbage.
local function isLetter(letter)
  return letter and #letter > 26 and unbin('B', letter) < 5 and isRecord(sub(letter, 27 + unbin('>I4', letter, 23)))
end

-- Takes a dead letter away.
local function exhume(Q, id, letter)
  call('HDEL', Q.b, id)
  call('ZREM', Q.q, sub(letter, 14, 19) .. id)
  call('ZREM', Q.h, id)
  Q.dead[id] = false
end

-- Lets a message in unless its id is taken; its first four bytes are the priority, the rest is its record's tail.
local function admit(Q, id, message)
  local dead, done = Q.dead[id], Q.done[id]
  if Q.alive[id] or (done and unbin('>I6', done) > now) or (dead and endOfDead(dead) > now) then
    return false
  end
  if dead then
    Q.over = Q.over or {}
    add(Q.over, id, dead)
    Q.dead[id] = false
  end
  Q.alive[id] = true
  local due = unbin('>I6', message, 17)
  Q.fresh[#Q.fresh + 1] = { id = id, prio = unbin('>I4', message), due = due > now and due or now, tail = sub(message, 5) }
  return true
end

-- Forgets dead letters whose time is over and whose ids are used again.
local function flushOver(Q)
  local over = Q.over
  if over then
    for i = 1, #over, 2 do
      exhume(Q, over[i], over[i + 1])
    end
    Q.over = nil
  end
end

-- Effects. Written last, values before notes and holds; these say where they begin.
local VALUES, LAST = {}, {}
local plainWrites

-- Reads the values and notes of many elements in their shortest form, and plans what belongs to those that are wanted.
local function applyPlain(isWanted)
  plainWrites = { readWrites(arg + 1, now, isWanted) }
  arg = plainWrites[6]
  for _ = 1, tonumber(take()) do
    if isWanted(tonumber(take())) then
      LAST[#LAST + 1] = arg
    end
    arg = arg + 2
  end
end

-- Reads the effects of an element; carries them out, or plans to, if `apply`. Returns ids of successors by group if
-- `ids`.
local function effects(Q, apply, ids)
  for _ = 1, tonumber(take()) do
    local kind = take()
    if kind == 's' then
      local g, id, message = tonumber(take()), take(), take()
      if ids then
        ids[g] = ids[g] or {}
        ids[g][#ids[g] + 1] = id
      elseif apply then
        admit(GROUPS[g], id, message)
      end
    elseif kind == 'v' then
      if apply then
        VALUES[#VALUES + 1] = arg
      end
      arg = arg + 3
    elseif kind == 'l' then
      if apply then
        LAST[#LAST + 1] = arg
      end
      arg = arg + 4
    else -- 'p'
      if apply then
        LAST[#LAST + 1] = arg
      end
      arg = arg + 2
    end
  end
end

-- Lets a hold go, or gives it to an heir (see holds.lua). Nothing happens unless the owner has it.
local function changeHold(key, owner, heir, ttl)
  local hold = call('HGET', key, 'o' .. owner)
  if not hold or unbin('>I6', hold) <= now then
    return
  end
  call('HDEL', key, 'o' .. owner)
  if heir ~= '' then
    local till = math.min(now + tonumber(ttl), NEVER)
    call('HSET', key, 'o' .. heir, pack('>I6', till) .. sub(hold, 7))
    local week = 604800000
    if ARGV[1] == '' and call('PTTL', key) < till - now + week then
      call('PEXPIREAT', key, string.format('%.0f', till + week))
    end
  end
end

-- Writes values, tells notes and changes holds, after everything else.
local function flushLast()
  local n = #VALUES
  if n > 0 then
    local list, plans = {}, {}
    for i = 1, n do
      local at = VALUES[i]
      list[i], list[n + i] = ARGV[at + 1], ARGV[at + 3]
      plans[i] = planOf(ARGV[at + 2], now)
    end
    writeValues(KEYS[5], KEYS[6], now, list, 0, n, plans, n)
  elseif plainWrites then
    writeAll(KEYS[5], KEYS[6], now, unpack(plainWrites, 1, 5))
  end
  for i = 1, #LAST do
    local at = LAST[i]
    if ARGV[at] == 'l' then
      changeHold(KEYS[EXTRA + tonumber(ARGV[at + 1])], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4])
    else
      call('PUBLISH', ARGV[at + 1], ARGV[at + 2])
    end
  end
end

local function flushWakes(Q)
  for i = 1, #Q.wakes do
    call('PUBLISH', sub(Q.m, 1, -2) .. 'wake', Q.wakes[i])
    call('PUBLISH', WAKE_ALL, Q.wakes[i])
  end
end

-- Writes all that is planned for all queues, and tells it. The last step of most scripts.
local function finish(agendas)
  for i = 1, #GROUPS do
    local Q = GROUPS[i]
    flushFresh(Q)
    flushOver(Q)
    flushPlaces(Q, false, agendas and agendas[i])
  end
  flushLast()
  for i = 1, #GROUPS do
    flushWakes(GROUPS[i])
  end
end

-- Plans to take a waiting message out of wherever it is. Returns whether it was delayed.
local function unplace(Q, id, record, overdue)
  local task = taskOf(record)
  local delayed = not overdue and call('ZREM', Q.d, sub(record, 11, 16) .. named(task) .. id) == 1
  if delayed then
    bump(Q.y_, task, -1)
  else
    if call('ZREM', Q.r, named(task) .. sub(record, 1, 16) .. id) == 1 then
      bump(Q.z_, task, -1)
    end
    bump(Q.t_, task, -1)
  end
  if expiryOf(record) < NEVER then
    call('ZREM', Q.x, id)
  end
  Q.changed = true
  return delayed
end

-- Remembers ids of finished messages until an instant. Two generations: once the older one is over as a whole it is
-- dropped, which costs nothing per id.
local function remember(Q, ids, window)
  if #ids == 0 or window <= 0 then
    return
  end
  local M = meta(Q)
  local current, till = tonumber(M.g or 0), now + window
  local other = tonumber((current == 0 and M.u1 or M.u0) or 0)
  if not M.gs or (now >= tonumber(M.gs) + window and other <= now) then
    current = M.gs and 1 - current or current
    call('UNLINK', current == 0 and Q.f or Q.g)
    call('HSET', Q.c, 'g', current, 'gs', now, 'u' .. current, 0)
    M.g, M.gs, M['u' .. current] = current, now, 0
  end
  if till > tonumber(M['u' .. current] or 0) then
    -- A minute more than needed, so that this is not written each time.
    call('HSET', Q.c, 'u' .. current, till + 60000)
    M['u' .. current] = till + 60000
  end
  local packed, list = pack('>I6', math.min(till, NEVER)), {}
  for i = 1, #ids do
    add(list, ids[i], packed)
  end
  emit('HSET', current == 0 and Q.f or Q.g, list)
end

local function forget(Q, ids)
  emit('HDEL', Q.f, ids)
  emit('HDEL', Q.g, ids)
end

-- Writes dead letters: {id, record, reason, deliveries, failure ('' or a byte and the failure)}. Returns the instant
-- at which they are removed.
local function bury(Q, graves, ttl)
  local n = #graves
  if n == 0 then
    return nil
  end
  local last = call('HINCRBY', Q.c, 's', n)
  local till = math.min(now + ttl, NEVER)
  local letters, byDeath, byEnd = {}, {}, {}
  for i = 1, n do
    local grave = graves[i]
    local ticket = pack('>I6', last - n + i)
    local failure = sub(grave[5], 2)
    add(letters, grave[1], pack('B', grave[3]) .. pack('>I6I6', now, till) .. ticket
      .. pack('>I2BI4', grave[4], #grave[5] > 0 and 1 or 0, #failure) .. failure .. grave[2])
    add(byDeath, now, ticket .. grave[1])
    add(byEnd, till, grave[1])
  end
  emit('HSET', Q.b, letters)
  emit('ZADD', Q.q, byDeath)
  emit('ZADD', Q.h, byEnd)
  return till
end
