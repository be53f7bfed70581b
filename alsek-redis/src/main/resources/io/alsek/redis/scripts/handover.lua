-- handover.lua: the shortest way of submit.lua, which is tried first: up to four messages of one queue in which nothing
-- is claimable go straight to sessions whose claims stand, see standing.lua. Each is leased at once, and the process of
-- its session is told. Only if the client gives the two keys of standing.lua behind all others. Whatever is against it
-- is found out before the first write, and left to submitplain.lua.
--
-- Redis, and most of the machine, sleep when such a message comes, and so it costs what the processor has forgotten
-- meanwhile: the first call of a kind of command takes four times as long as the next ones, and to define a function as
-- long as such a next one. Hence few kinds of commands, few functions, and nothing that is only needed elsewhere.
local accepted, at -- the time, if only values and notes remain to be written; and where these begin
do
  local index, n = tonumber(ARGV[2]), tonumber(ARGV[7]) or 0
  local waiting = {}
  if #KEYS == index + 18 and ARGV[4] == '1' and ARGV[6] == 'P' and ARGV[8] ~= '' and n <= 4 then
    waiting = redis.pcall('ZRANGE', KEYS[index + 17], 0, 8)
    if #waiting > 0 and redis.call('HLEN', KEYS[index + 6]) > 0 then
      waiting = {} -- something is claimable
    end
  end
  if #waiting > 0 then
    local call, pack, unbin, sub = redis.call, struct.pack, struct.unpack, string.sub
    local STANDING, SESSIONS, LOOKS, MOST, NEVER = KEYS[index + 17], KEYS[index + 18], 8, 100, 281474976710655
    local wake, name, prio, first = ARGV[3], ARGV[5], ARGV[8], 12 + 2 * ARGV[11]
    local now = tonumber(ARGV[1])
    if not now then
      local t = call('TIME')
      now = t[1] * 1000 + math.floor(t[2] / 1000)
    end

    -- Whether a list of tasks names one.
    local function takes(tasks, tag)
      local from = string.find(tasks, tag, 1, true) and 1 or #tasks
      while from < #tasks do
        local to = from + 1 + unbin('>I2', tasks, from)
        if sub(tasks, from, to) == tag then
          return true
        end
        from = to + 1
      end
      return tasks == '*'
    end

    -- Who has waited longest for a task, and is alive and listens: session, order, and the instant '@'. Listeners are
    -- counted before anything is told, since in a cluster, and through replicas, a note also reaches listeners of whom
    -- this server knows nothing. What stands where it should not is removed.
    local function recipient(scope, tag)
      local found = #waiting <= LOOKS and waiting
        or call('ZRANGEBYLEX', STANDING, '[' .. scope, '(' .. scope .. '\255', 'LIMIT', 0, LOOKS)
      for i = 1, #found do
        local place, tasks = found[i], #scope + 29
        local session = sub(place, #scope + 7, tasks - 1)
        if sub(place, 1, #scope) == scope and takes(sub(place, tasks), tag) then
          local about = redis.pcall('HMGET', SESSIONS, session, '@')
          if about.err then
            return nil
          end
          local order, listeners = about[1], nil
          if order and #order > 30 and sub(order, 21, 26) == sub(place, #scope + 1, #scope + 6) then
            local till, _, _, wanted, handed = unbin('>I6I6I6I2I2', order, 9)
            if till > now and wanted > 0 and handed < MOST then
              listeners = redis.pcall('PUBSUB', 'NUMSUB', wake .. ':' .. sub(session, 1, 16))[2]
            end
          end
          if listeners and listeners > 0 then
            return session, order, tonumber(about[2] or 0) or 0
          end
          call('ZREM', STANDING, place)
        end
      end
    end

    -- Lets an order stand behind all others, or if it has brought what it wanted, no more. Returns since when it does.
    local function moveOn(session, since, wanted, scopes)
      local former, later, from = {}, {}, 1
      while from + 3 <= #scopes do
        local to, head = from + 1 + unbin('>I2', scopes, from), from + 3 + unbin('>I2', scopes, from + 2)
        if to > #scopes or head > to then
          break
        end
        local scope, rest = sub(scopes, from + 2, head), session .. sub(scopes, head + 1, to)
        former[#former + 1] = scope .. pack('>I6', since) .. rest
        later[#later + 1] = 0
        later[#later + 1] = scope .. pack('>I6', now) .. rest
        from = to + 1
      end
      if #former == 0 or (wanted > 1 and #former == #waiting) then
        return since -- nobody else waits
      end
      call('ZREM', STANDING, unpack(former))
      if wanted > 1 then
        call('ZADD', STANDING, unpack(later))
      end
      return now
    end

    -- Hands a message over. Returns the token and the end of its lease.
    local function hand(session, order, scope, id, record)
      local length, since, wanted, handed = unbin('>I6I6I2I2', order, 15)
      local token, till = sub(order, 1, 6) .. pack('>I2', handed + 1), math.min(now + length, NEVER)
      local scopes = sub(order, 31)
      if wanted == 1 or (#waiting > 1 and since < now) then
        since = moveOn(session, since, wanted, scopes)
      end
      call('HSET', SESSIONS,
        session, sub(order, 1, 20) .. pack('>I6I2I2', since, wanted - 1, handed + 1) .. scopes,
        session .. pack('>I2', handed + 1), scope .. id)
      call('PUBLISH', wake .. ':' .. sub(session, 1, 16),
        session .. token .. pack('>I6', till) .. scope .. pack('>I2', #id) .. id .. record)
      return token, till
    end

    -- The ids are free, nothing in the queue falls due, and whatever is written below is of its type.
    local idle, last = tonumber(ARGV[9]) <= now, first + n - 1
    for i = 1, 14 do
      if i == 1 or i == 11 or i == 12 or i == 14 then
        local taken = call('HMGET', KEYS[index + i], unpack(ARGV, first, last))
        idle = idle and not (taken[1] or taken[2] or taken[3] or taken[4])
      end
    end
    local meta, expiry = call('HMGET', KEYS[index + 10], 's', 'k', 'p', 'o', 'h'), tonumber(ARGV[10])
    local ticket, told = tonumber(meta[1] or 0), tonumber(meta[4] or 0) or 0
    idle = idle and ticket and ticket % 1 == 0 and not meta[2] and not meta[3]
      and (expiry == NEVER or (meta[5] and expiry >= tonumber(meta[5])))
    local leased = call('HLEN', KEYS[index + 2])
    local ends = call('ZRANGE', KEYS[index + 3], 0, 0, 'WITHSCORES')[2]
    local due = call('ZRANGE', KEYS[index + 9], 0, 0, 'WITHSCORES')[2]
    idle = idle and not (leased > 0 and ends and tonumber(ends) <= now) and not (due and tonumber(due) <= now)
    if ticket == 0 then
      call('ZRANGE', KEYS[1], 0, 0)
    end
    if n > 1 then
      local tail = call('LINDEX', KEYS[index + 4], -1)
      if tail and #tail > 16 then
        local p, since = unbin('>I4I6', tail)
        idle = idle and p == tonumber(prio) and since <= now
      end
      call('ZRANGE', KEYS[2], 0, 0)
    end
    if index == 6 then
      call('HLEN', KEYS[5])
      call('ZRANGE', KEYS[6], 0, 0)
    end

    local handed, scope, records, leases, instants = 0, pack('>I2', #name) .. name, {}, {}, {}
    local till, toldAll
    if idle then
      call('HSET', KEYS[index + 10], 's', ticket + n) -- refused if the memory is full, as a removal would not be
    end
    while idle and handed < n do
      local id, place = ARGV[first + handed], pack('>I4I6I6', prio, now, ticket + handed + 1)
      local record = place .. ARGV[first + n + handed]
      local tag = sub(record, 35, 36 + unbin('>I2', record, 35))
      local session, order, told_ = recipient(scope, tag)
      if not order then
        session, order, told_ = recipient('\0\0', tag)
      end
      if not order then
        break
      end
      local token, ends_ = hand(session, order, scope, id, record)
      handed = handed + 1
      records[2 * handed - 1], records[2 * handed] = id, record
      leases[2 * handed - 1], leases[2 * handed] = id, token .. '\0\1\0'
      instants[2 * handed - 1], instants[2 * handed] = ends_, id
      till, toldAll = math.min(till or NEVER, ends_), toldAll or told_
      if handed < n then
        waiting = call('ZRANGE', STANDING, 0, LOOKS)
      end
    end

    if idle and handed == 0 then
      call('HSET', KEYS[index + 10], 's', ticket)
    elseif handed > 0 then
      -- Whoever waits has to look again when a lease ends, and is told so unless they look before that anyway.
      local note = scope .. pack('>I2I6', 0, till)
      if told <= now or told > till then
        call('HSET', KEYS[index + 10], 'o', till)
        call('PUBLISH', sub(KEYS[index + 1], 1, -2) .. 'wake', note)
      end
      if toldAll <= now or toldAll > till then
        call('HSET', SESSIONS, '@', till)
        call('PUBLISH', wake, note)
      end
      call('HSET', KEYS[index + 2], unpack(leases))
      call('ZADD', KEYS[index + 3], unpack(instants))
      redis.pcall('ZADD', KEYS[3], 'LT', till, name) -- of a wrong type it stops all claims, which say so
      if ticket == 0 then
        call('ZADD', KEYS[1], 0, name)
      end

      -- Those behind one that nobody waits for would pass over it.
      for i = handed, n - 1 do
        local id, place = ARGV[first + i], pack('>I4I6I6', prio, now, ticket + i + 1)
        local record = place .. ARGV[first + n + i]
        records[2 * i + 1], records[2 * i + 2] = id, record
        call('RPUSH', KEYS[index + 4], place .. id)
        local tag = sub(record, 35, 36 + unbin('>I2', record, 35))
        if call('HINCRBY', KEYS[index + 6], sub(tag, 3), 1) == 1 then
          call('ZADD', KEYS[2], 0, name)
          call('PUBLISH', sub(KEYS[index + 1], 1, -2) .. 'wake', scope .. tag .. pack('>I6', 0))
          call('PUBLISH', wake, scope .. tag .. pack('>I6', 0))
        end
      end
      call('HSET', KEYS[index + 1], unpack(records))
      accepted, at = now, first + 2 * n
      if ARGV[at] == '0' and ARGV[at + 1] == '0' then
        return { now, '' }
      end
    end
  end
end
