-- claimplain.lua: the short way of claim.lua, behind lend.lua and before the rest: one queue at the head of whose list wait as many
-- messages as are wanted, all of one task and to be run for the first time, with more behind them. Whatever is not so
-- is found out before the first write and left to claim.lua.

-- Reads the head of a list, as long as its messages are to be run for the first time and of tasks that are known.
-- Returns ids, records, how many of each task, those that expire before the horizon (or nothing).
local UNTRIED = '\0\0\0\0\0'
local function plainHead(b, most, knows, horizon, now)
  local sub, unbin, find = string.sub, struct.unpack, string.find
  local entries = redis.call('LRANGE', KEYS[b + 4], 0, most - 1)
  local n = #entries
  if n == 0 then
    return entries
  end
  local ids = {}
  for i = 1, n do
    ids[i] = sub(entries[i], 17)
  end
  local records, counts, k = redis.call('HMGET', KEYS[b + 1], unpack(ids)), {}, n
  local task, tag, since, soon = nil, nil, 1, nil
  for i = 1, n do
    local record, ticket, flags, expiry = records[i], nil, nil, nil
    if record and #record > 36 then
      ticket, flags, expiry = unbin('>I6BI6', record, 11)
    end
    if not ticket or flags ~= 0 or expiry <= now or sub(record, 24, 28) ~= UNTRIED
      or ticket ~= unbin('>I6', entries[i], 11) then
      k = i - 1
      break
    end
    if not task or find(record, tag, 35, true) ~= 35 then
      if task then
        counts[task] = (counts[task] or 0) + i - since
      end
      local size = unbin('>I2', record, 35)
      task, tag, since = sub(record, 37, 36 + size), sub(record, 35, 36 + size), i
      if #task < size or string.byte(record) > 127 or not knows(task) then
        task, k = nil, i - 1
        break
      end
    end
    if expiry < horizon then
      soon = soon or {}
      soon[#soon + 1] = ids[i]
    end
  end
  if task then
    counts[task] = (counts[task] or 0) + k + 1 - since
  end
  for i = k + 1, n do
    ids[i], records[i] = nil, nil
  end
  return ids, records, counts, soon
end

-- Takes messages off the head of a list, and leases them.
local function takePlain(b, ids, counts, token, till)
  local lease, score, leases, ends = token .. '\0\1\0', string.format('%.0f', till), {}, {}
  for i = 1, #ids do
    local id = ids[i]
    leases[2 * i - 1] = id
    leases[2 * i] = lease
    ends[2 * i - 1] = score
    ends[2 * i] = id
  end
  redis.call('LTRIM', KEYS[b + 4], #ids, -1)
  lend(KEYS[b + 2], KEYS[b + 3], leases, ends)
  for task, by in pairs(counts) do
    if redis.call('HINCRBY', KEYS[b + 6], task, -by) <= 0 then
      redis.call('HDEL', KEYS[b + 6], task)
    end
  end
end

do
  local b, groups = tonumber(ARGV[2]), tonumber(ARGV[4])
  local at = 4 + groups
  local want, token, which, former, kind =
    tonumber(ARGV[at + 1]), ARGV[at + 3], ARGV[at + 5], ARGV[at + 7], ARGV[at + 10]
  local now = ARGV[1]
  if now == '' then
    local t = redis.call('TIME')
    now = t[1] * 1000 + math.floor(t[2] / 1000)
  else
    now = tonumber(now)
  end

  -- Asks, of a key that may be of a wrong type.
  local function ask(...)
    local answer = redis.pcall(...)
    if type(answer) == 'table' and answer.err then
      return nil
    end
    return answer
  end

  local function isEmpty(...)
    local answer = ask(...)
    return answer and #answer == 0
  end

  local function knows(task)
    if kind == '*' then
      return true
    end
    for i = at + 12, at + 11 + tonumber(ARGV[at + 11]) do
      if ARGV[i] == task then
        return true
      end
    end
    return false
  end

  -- Whether this queue is the one whose turn it is, and whether others are busy too.
  local function isDue(name)
    if which == '-' or which == 'C' then
      return true, 0
    end
    local busy = isEmpty('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 1) and ask('ZRANGE', KEYS[2], 0, 1) or {}
    return busy[1] == name and (which == 'S' or #busy == 1), #busy - 1
  end

  -- Whether no claim of this token was answered before, and nothing has fallen due meanwhile.
  local function isPlain()
    local said = ask('GET', KEYS[b + 16 * groups + 1])
    return said ~= nil and (not said or string.sub(said, 1, 8) ~= token)
      and isEmpty('ZRANGEBYSCORE', KEYS[b + 9], '-inf', now, 'LIMIT', 0, 1)
      and isEmpty('ZRANGEBYSCORE', KEYS[b + 3], '-inf', now, 'LIMIT', 0, 1)
      and ask('ZCARD', KEYS[b + 5]) == 0 and ask('HLEN', KEYS[b + 2]) and ask('HLEN', KEYS[b + 1]) and ask('ZCARD', KEYS[3])
      and (ask('LLEN', KEYS[b + 4]) or 0) > want
  end

  local state = groups == 1 and want > 0 and want <= 500 and former == '' and (kind == '*' or kind == 'f')
    and ask('HMGET', KEYS[b + 10], 'p', 'h')
  local due, others = false, 0
  if state and not state[1] and isPlain() then
    due, others = isDue(ARGV[5])
  end
  if due then
    local ids, records, counts, soon = plainHead(b, want, knows, tonumber(state[2]) or 281474976710655, now)
    local task, count = next(counts or {})
    local waiting = task and ask('HGET', KEYS[b + 6], task)
    if #ids == want and not soon and count == want and tonumber(waiting or 0) > want then
      local till = math.min(now + tonumber(ARGV[at + 2]), 281474976710655)
      takePlain(b, ids, counts, token, till)
      redis.call('ZADD', KEYS[3], 'LT', till, ARGV[5])
      redis.call('SET', KEYS[b + 17], token .. cmsgpack.pack({ {}, 1, ids }), 'PX', 60000)
      local timed = which == '-' and {} or redis.call('ZRANGE', KEYS[3], 0, 15, 'WITHSCORES')
      return { now, 0, { 1, ids, records, '' }, { 1, -1 }, others, timed, 0, {}, -1 }
    end
  end
end
