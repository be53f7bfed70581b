-- claim.lua: leases the first messages that a session may have, from some queues in the order given.
--
-- KEYS  see queue.lua; then the session's own key, and the two of standing.lua
-- ARGV  see queue.lua; then how many (0 = only look), length of the lease in ms, token of this call (8), most
--       deliveries, which of the queues to visit ('-' or 'C' = all, with 'C' out of the index; 'S' = the busy ones; 'F'
--       and a name = the busy ones, beginning behind that), the session, the token of its claim that may still stand
--       ('' = none), how many of the messages handed over by that are known to it, its scopes ('' = this claim is not
--       left standing), and for each queue '=' (as before) or '*' (all tasks) or 'f' (these) or 'o' (these, in order),
--       the latter two with count and tasks
-- Returns {time, status (0 done, 1 call again, 2 other queues are busy: their names), messages (parts of four: number
--       of the queue, ids, records, a byte for each verdict ('' = all are to be run)), for each queue: more (1 or 0;
--       2 = it was passed over), next instant (-1 = none, -2 = not visited); busy queues beyond these (1 or 0); timed
--       queues with their instants; 1 if this claim is left standing; what was handed over and is not known to the
--       session: number, queue, id of each}
-- Upholds: strict order; one holder (I2); a call that is repeated brings the same (I6). The first write is a removal.
local want, length, token, most = tonumber(take()), tonumber(take()), take(), tonumber(take())
local which = take()
local session, former, seen, scopes = take(), take(), tonumber(take()), take()
local SESSION, STANDING, SESSIONS = KEYS[EXTRA + 1], KEYS[EXTRA + 2], KEYS[EXTRA + 3]
local CONDEMNED = 100
local STANDS = 60000 -- an idle session claims more often than that, and gets the rest then
local replied, condemned, claimed = {}, 0, 0
local unsound_ = {} -- by group: that a key is of a wrong type

local filters = {}
for i = 1, #GROUPS do
  local kind = take()
  if kind == '=' then
    filters[i] = filters[i - 1]
  else
    local filter = { all = kind == '*', ordered = kind == 'o', names = {}, known = {} }
    if kind ~= '*' then
      for j = 1, tonumber(take()) do
        local name = take()
        filter.names[j] = name
        filter.known[name] = true
      end
    end
    filters[i] = filter
  end
end

local function knows(filter, task)
  return filter.all or filter.known[task]
end

-- Passes over list entries of other tasks: they go to r, and so does henceforth whatever has their task.
local function setAside(Q, aside)
  local apart = meta(Q).apart
  local before = apart
  for i = 1, #aside do
    local entry = aside[i]
    local task = taskOf(entry.record)
    add(Q.ra, 0, named(task) .. sub(entry.record, 1, 16) .. entry.id)
    bump(Q.z_, task, 1)
    if not string.find(apart, named(task), 1, true) then
      apart = apart .. named(task)
    end
  end
  emit('ZADD', Q.r, Q.ra)
  count(Q.z, Q.z_)
  Q.ra, Q.z_ = {}, {}
  if apart ~= before then
    setApart(Q, apart)
  end
end

-- The next entries of the list, in order, with their records; stale ones are skipped.
local function laneReader(Q, chunk)
  local at, got, i, looked = 0, {}, 0, 0
  local self = { taken = 0 }
  function self.peek()
    while true do
      i = i + 1
      if i > #got then
        if looked >= BOUND then
          self.cut = true
          return nil
        end
        local entries = call('LRANGE', Q.w, at, at + chunk - 1)
        if #entries == 0 then
          return nil
        end
        chunk = math.min(2 * chunk, 256)
        local ids = {}
        for j = 1, #entries do
          ids[j] = sub(entries[j], 17)
        end
        local records = call('HMGET', Q.m, unpack(ids))
        for j = 1, #entries do
          got[j] = { id = ids[j], place = sub(entries[j], 1, 16), record = records[j] }
        end
        for j = #entries + 1, #got do
          got[j] = nil
        end
        at, looked, i = at + #entries, looked + #entries, 1
      end
      local entry = got[i]
      if isInList(entry.record, entry.place) then
        i = i - 1
        return entry
      end
      self.taken = self.taken + 1
    end
  end
  function self.pop()
    i = i + 1
    self.taken = self.taken + 1
  end
  return self
end

-- The entries of one task in r, in order.
local function taskReader(Q, task, chunk)
  local prefix = named(task)
  local from, got, i, ended = '[' .. prefix, {}, 0, false
  local self = {}
  function self.peek()
    if i < #got then
      return got[i + 1]
    elseif ended then
      return nil
    end
    local members = call('ZRANGEBYLEX', Q.r, from, '(' .. prefix .. '\255', 'LIMIT', 0, chunk)
    ended = #members < chunk
    if #members == 0 then
      return nil
    end
    from = '(' .. members[#members]
    local ids, at = {}, #prefix + 17
    for j = 1, #members do
      ids[j] = sub(members[j], at)
    end
    local records, leases = call('HMGET', Q.m, unpack(ids)), call('HMGET', Q.l, unpack(ids))
    got, i = {}, 0
    for j = 1, #members do
      if not isRecord(records[j]) or sub(records[j], 1, 16) ~= sub(members[j], at - 16, at - 1) then
        call('ZREM', Q.r, members[j])
      else
        local prio, due, seq = unbin('>I4I6I6', records[j])
        got[#got + 1] =
          { id = ids[j], record = records[j], lease = leases[j], from = 'r', prio = prio, due = due, seq = seq }
      end
    end
    return self.peek()
  end
  function self.pop()
    i = i + 1
  end
  return self
end

local function before(a, b)
  if a.prio ~= b.prio then
    return a.prio < b.prio
  elseif a.due ~= b.due then
    return a.due < b.due
  end
  return a.seq < b.seq
end

local function full()
  return claimed >= want or condemned >= math.max(want, CONDEMNED)
end

local function accept(taken, entry)
  entry.verdict = verdict(entry.record, entry.lease, most)
  if entry.verdict == 0 then
    claimed = claimed + 1
  else
    condemned = condemned + 1
  end
  taken[#taken + 1] = entry
end

local function tasksApart(Q, filter)
  if call('ZCARD', Q.r) == 0 then
    return {}
  elseif filter.all then
    return call('HKEYS', Q.z)
  end
  local tasks = {}
  if #filter.names > 0 then
    local counts = call('HMGET', Q.z, unpack(filter.names))
    for i = 1, #filter.names do
      if counts[i] then
        tasks[#tasks + 1] = filter.names[i]
      end
    end
  end
  return tasks
end

-- Takes the first messages of a queue across its tasks. Returns whether the search was cut short.
local function gather(Q, filter, taken)
  local tasks = tasksApart(Q, filter)
  local chunk = math.min(want - claimed, 256)
  local fromList = laneReader(Q, chunk)
  local readers, aside = {}, {}
  local each = math.max(1, math.ceil(chunk / math.max(1, #tasks)))
  for i = 1, #tasks do
    readers[i] = taskReader(Q, tasks[i], each)
  end
  while not full() do
    local best, reader
    local entry = fromList.peek()
    if entry and not knows(filter, taskOf(entry.record)) then
      aside[#aside + 1] = entry
      fromList.pop()
    elseif fromList.cut then
      break
    else
      if entry then
        entry.prio, entry.due, entry.seq = unbin('>I4I6I6', entry.record)
        best, reader = entry, fromList
      end
      for i = 1, #readers do
        local candidate = readers[i].peek()
        if candidate and (not best or before(candidate, best)) then
          best, reader = candidate, readers[i]
        end
      end
      if not best then
        break
      end
      accept(taken, best)
      reader.pop()
    end
  end
  if fromList.taken > 0 then
    call('LTRIM', Q.w, fromList.taken, -1)
  end
  if #aside > 0 then
    setAside(Q, aside)
  end
  return fromList.cut
end

-- Takes the first messages of a queue, an earlier task before a later one. For that the list must be empty.
local function gatherInOrder(Q, filter, taken)
  local fromList, aside = laneReader(Q, 250), {}
  local entry = fromList.peek()
  while entry do
    aside[#aside + 1] = entry
    fromList.pop()
    entry = fromList.peek()
  end
  if fromList.taken > 0 then
    call('LTRIM', Q.w, fromList.taken, -1)
    setAside(Q, aside)
  end
  if fromList.cut then
    return true
  end
  for i = 1, #filter.names do
    local reader = taskReader(Q, filter.names[i], math.max(1, math.min(want - claimed, 256)))
    while not full() do
      local candidate = reader.peek()
      if not candidate then
        break
      end
      accept(taken, candidate)
      reader.pop()
    end
  end
  return false
end

local function hasMore(Q, filter)
  if call('HLEN', Q.t) == 0 then
    return false
  elseif filter.all then
    return true
  elseif #filter.names == 0 then
    return false
  end
  local counts = call('HMGET', Q.t, unpack(filter.names))
  for i = 1, #counts do
    if counts[i] then
      return true
    end
  end
  return false
end

-- Counts anew what was counted for messages in whose place there is garbage now. The list has been read to its end.
local function mend(Q)
  if call('LLEN', Q.w) > 0 then
    return
  end
  for _, task in ipairs(call('HKEYS', Q.t)) do
    local prefix = named(task)
    local n = call('ZLEXCOUNT', Q.r, '[' .. prefix, '(' .. prefix .. '\255')
    for _, key in ipairs({ Q.t, Q.z }) do
      if n == 0 then
        call('HDEL', key, task)
      else
        call('HSET', key, task, n)
      end
    end
  end
end

-- When time alone will make something claimable. Of very many messages of other tasks it looks at the first only, and
-- may so name an instant too early.
local function nextAt(Q, filter)
  local look, min = filter.all and 1 or 32, nil
  local delayed = call('ZRANGE', Q.d, 0, look - 1, 'WITHSCORES')
  for i = 1, #delayed, 2 do
    local last = #delayed == 2 * look and i == #delayed - 1
    if last or #delayed[i] < 9 or knows(filter, sub(delayed[i], 9, 8 + unbin('>I2', delayed[i], 7))) then
      min = tonumber(delayed[i + 1])
      break
    end
  end
  local leased = call('ZRANGE', Q.e, 0, look - 1, 'WITHSCORES')
  for i = 1, #leased, 2 do
    local at = tonumber(leased[i + 1])
    if min and at >= min then
      break
    end
    local last = #leased == 2 * look and i == #leased - 1
    local record = not (filter.all or last) and call('HGET', Q.m, leased[i])
    if filter.all or last or (isRecord(record) and knows(filter, taskOf(record))) then
      min = at
      break
    end
  end
  return min or -1
end

-- Tells once more what the last call of the session brought, as far as it is still held.
local function replay(said)
  local parts = cmsgpack.unpack(said)
  for i = 2, #parts, 2 do
    local Q, ids, records, verdicts = GROUPS[parts[i]], {}, {}, {}
    for _, id in ipairs(unsound_[parts[i]] and {} or parts[i + 1]) do
      local lease, record = call('HGET', Q.l, id), call('HGET', Q.m, id)
      if lease and isRecord(record) and #lease == 11 and sub(lease, 1, 8) == token then
        ids[#ids + 1], records[#records + 1] = id, record
        verdicts[#verdicts + 1] = sub(lease, 11) == '\0' and '0' or sub(lease, 11) == '\1' and '1' or '2'
      end
    end
    if #ids > 0 then
      add(replied, parts[i], ids)
      add(replied, records, table.concat(verdicts))
    end
  end
  return parts[1]
end

-- The usual case: nothing in r, and at the head of the list messages that are to be run for the first time.
local function gatherPlain(number, filter)
  local Q = GROUPS[number]
  if call('ZCARD', Q.r) > 0 then
    return
  end
  local function known(task)
    return knows(filter, task)
  end
  local b = INDEX + 16 * (number - 1)
  local ids, records, counts, soon = plainHead(b, math.min(want - claimed, 500), known, meta(Q).h or NEVER, now)
  if #ids == 0 then
    return
  end
  local till = math.min(now + length, NEVER)
  takePlain(b, ids, counts, token, till)
  if soon then
    call('ZREM', Q.x, unpack(soon))
  end
  touch(Q, false, till, soon and till)
  claimed = claimed + #ids
  add(replied, number, ids)
  add(replied, records, '')
end

local function visit(number, again)
  local Q, filter = GROUPS[number], filters[number]
  if meta(Q).paused then
    if which ~= '-' then
      call('ZREM', KEYS[2], Q.name)
    end
    return 0, -1, false
  end
  local cut = promote(Q)
  if not cut and want > 0 and not again and not full() then
    local taken = {}
    if filter.ordered and #filter.names > 1 then
      cut = gatherInOrder(Q, filter, taken)
    else
      gatherPlain(number, filter)
      if not full() then
        cut = gather(Q, filter, taken)
      end
    end
    if #taken > 0 then
      leaseOut(Q, taken, token, math.min(now + length, NEVER))
      local ids, records, verdicts = {}, {}, {}
      for i = 1, #taken do
        ids[i], records[i], verdicts[i] = taken[i].id, taken[i].record, taken[i].verdict
      end
      add(replied, number, ids)
      add(replied, records, table.concat(verdicts))
    end
  end
  local more = cut or hasMore(Q, filter)
  if more and not cut and want > 0 and not again and not full() then
    mend(Q)
    more = hasMore(Q, filter)
  end
  local at = more and -1 or nextAt(Q, filter)
  local told = tonumber(meta(Q).told or 0) or 0
  if not more and told > now and (at < 0 or told < at) then
    at = told
  end
  if which ~= '-' and call('HLEN', Q.t) == 0 then
    call('ZREM', KEYS[2], Q.name)
    local d = call('ZRANGE', Q.d, 0, 0, 'WITHSCORES')[2]
    local e = call('ZRANGE', Q.e, 0, 0, 'WITHSCORES')[2]
    local first = math.min(tonumber(d or NEVER), tonumber(e or NEVER))
    if d or e then
      call('ZADD', KEYS[3], first, Q.name)
    else
      call('ZREM', KEYS[3], Q.name)
    end
  end
  return more and 1 or 0, at, cut
end

-- The busy queues in the order of the subscription, as many as were given and one more.
local function busyQueues()
  local due = call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, BOUND)
  if #due > 0 then
    emit('ZREM', KEYS[3], due)
    local busy = {}
    for i = 1, #due do
      add(busy, 0, due[i])
    end
    emit('ZADD', KEYS[2], busy)
  end
  local most_ = #GROUPS + 16
  if which == 'S' then
    return call('ZRANGE', KEYS[2], 0, most_ - 1)
  end
  local last = sub(which, 2)
  local names = call('ZRANGEBYLEX', KEYS[2], '(' .. last, '+', 'LIMIT', 0, most_)
  local rest = call('ZRANGEBYLEX', KEYS[2], '-', '[' .. last, 'LIMIT', 0, most_ - #names)
  for i = 1, #rest do
    names[#names + 1] = rest[i]
  end
  return names
end

-- A queue with a key of a wrong type is passed over, so that it harms no other.
local beyond, timed, skipped, problem = 0, {}, {}, unsoundIndex()
if problem then
  return problem
end
for i = 1, #GROUPS do
  unsound_[i] = unsound(i)
end
local asks = want > 0 or former ~= ''
local said = asks and call('GET', SESSION)
local stands = (former ~= '' or scopes ~= '') and Standing.isSound(SESSIONS, STANDING)
local order, unseen = stands and call('HGET', SESSIONS, session), {}
local again = (said and sub(said, 1, 8) == token) or Standing.isBy(order, token)
if which ~= '-' and which ~= 'C' then
  local names, covered = busyQueues(), 0
  for i = 1, #GROUPS do
    if GROUPS[i].name == names[covered + 1] then
      covered = covered + 1
    else
      skipped[i] = true
    end
  end
  if covered == 0 and #names > 0 and not again then
    return { now, 2, names, {}, 0, {} }
  end
  beyond = #names > covered and 1 or 0
end

if said and sub(said, 1, 8) == token then
  unseen = replay(sub(said, 9))
elseif stands and not again then
  if Standing.isBy(order, former) then
    unseen = Standing.handedOver(SESSIONS, session, order, seen)
  end
  want = math.max(0, want - #unseen / 3)
  Standing.cancel(STANDING, session, order)
end
local status, found, nothing = 0, {}, true
for i = 1, #GROUPS do
  local more, at, cut = 0, -2, false
  if unsound_[i] then
    more, at = 2, now + 30000 -- mended by then, perhaps
  elseif not skipped[i] then
    more, at, cut = visit(i, again)
  end
  add(found, more, at)
  nothing = nothing and more == 0
  if cut then
    status = 1
    break
  elseif more == 1 and full() then
    break
  end
end
if which ~= '-' then
  timed = call('ZRANGE', KEYS[3], 0, 15, 'WITHSCORES')
end
if asks and not again and #replied + #unseen > 0 then
  local parts = { unseen }
  for i = 1, #replied, 4 do
    add(parts, replied[i], replied[i + 1])
  end
  call('SET', SESSION, token .. cmsgpack.pack(parts), 'PX', 60000)
end

-- Nothing is left, and something is wanted still: whatever comes now may be handed over.
local told = -1
if which ~= '-' then
  local instant = tonumber(redis.pcall('HGET', SESSIONS, '@'))
  told = instant and instant > now and instant or -1
end
if again then
  stands = Standing.isBy(order, token)
elseif stands then
  Standing.forget(SESSIONS, session, order) -- not before: whatever stops this script, what was handed over is known
  stands = scopes ~= '' and nothing and status == 0 and beyond == 0 and claimed < want
  if stands then
    Standing.order(STANDING, SESSIONS, session, token, now, now + STANDS, length, want - claimed, scopes)
  end
end
return { now, status, replied, found, beyond, timed, stands and 1 or 0, unseen, told }
