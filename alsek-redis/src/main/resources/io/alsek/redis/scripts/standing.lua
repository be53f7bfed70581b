-- standing.lua: claims that were left standing. A new message before which nobody waits in its queue goes straight to a
-- session whose last claim got less than it asked for: it is leased at once, and its process is told.
--
-- ZSET standing: scope (length (2), queue; '' = all queues), since (6), session (22), tasks ('*', or of each length
-- (2) and name), by bytes: who has waited longest comes first.
-- HASH sessions: session -> order: token (8, the last two bytes 0), until (6), length of the lease (6), since when it
-- has waited (6), how many are wanted still (2) and were handed over (2), scopes (of each length (2), scope, tasks);
-- session and number (2) -> what was handed over: length (2), queue, id; '@' -> the instant by which sessions for all
-- queues look again, since they were told when a lease ends ('o' in the c of each queue says it of those for the queue).
--
-- The lease of the nth message handed over by an order has the order's token with n as its last two bytes.
local Standing = {}
do
  local call, sub, pack, unbin = redis.call, string.sub, struct.pack, struct.unpack
  local HEAD, SESSION, PROCESS, LOOKS, NEVER = 30, 22, 16, 8, 281474976710655
  local MOST = 100 -- messages that an order hands over

  local function named(name)
    return pack('>I2', #name) .. name
  end

  -- The end of a scope in a list of them, or nothing where there is none, or garbage.
  local function ending(scopes, at)
    if at + 3 <= #scopes then
      local last = at + 1 + unbin('>I2', scopes, at)
      return last <= #scopes and at + 3 + unbin('>I2', scopes, at + 2) <= last and last or nil
    end
  end

  local function isOrder(order)
    return order and #order > HEAD and unbin('>I2', order, 29) <= MOST and ending(order, HEAD + 1) ~= nil
  end

  local function places(session, since, scopes)
    local list, at = {}, 1
    local last = ending(scopes, at)
    while last do
      local head = at + 3 + unbin('>I2', scopes, at + 2)
      list[#list + 1] = sub(scopes, at + 2, head) .. pack('>I6', since) .. session .. sub(scopes, head + 1, last)
      at = last + 1
      last = ending(scopes, at)
    end
    return list
  end

  -- Whether the keys are what they should be, so that there can be orders.
  function Standing.isSound(sessions, standing)
    return type(redis.pcall('HLEN', sessions)) == 'number' and type(redis.pcall('ZCARD', standing)) == 'number'
  end

  -- Lets an order stand no more. What it handed over stays known.
  function Standing.cancel(standing, session, order)
    if isOrder(order) then
      call('ZREM', standing, unpack(places(session, unbin('>I6', order, 21), sub(order, HEAD + 1))))
    end
  end

  -- Forgets an order, and what it handed over.
  function Standing.forget(sessions, session, order)
    local fields = { session }
    for i = 1, isOrder(order) and unbin('>I2', order, 29) or 0 do
      fields[i + 1] = session .. pack('>I2', i)
    end
    call('HDEL', sessions, unpack(fields))
  end

  -- Whether there was an order by a token.
  function Standing.isBy(order, token)
    return isOrder(order) and sub(order, 1, 8) == token
  end

  -- What an order handed over beyond the first ones: a list of number, queue, id.
  function Standing.handedOver(sessions, session, order, seen)
    local fields, list = {}, {}
    for i = seen + 1, isOrder(order) and unbin('>I2', order, 29) or 0 do
      fields[i - seen] = session .. pack('>I2', i)
    end
    local found = #fields > 0 and call('HMGET', sessions, unpack(fields)) or {}
    for i = 1, #fields do
      local at = found[i] and #found[i] > 2 and 3 + unbin('>I2', found[i])
      if at then
        list[#list + 1] = seen + i
        list[#list + 1] = sub(found[i], 3, at - 1)
        list[#list + 1] = sub(found[i], at)
      end
    end
    return list
  end

  local function queueUp(standing, session, since, scopes)
    local list = {}
    for i, place in ipairs(places(session, since, scopes)) do
      list[2 * i - 1], list[2 * i] = 0, place
    end
    call('ZADD', standing, unpack(list))
  end

  -- Leaves a claim standing.
  function Standing.order(standing, sessions, session, token, now, till, length, wanted, scopes)
    call('HSET', sessions, session,
      token .. pack('>I6I6I6I2I2', till, math.min(length, NEVER), now, math.min(wanted, MOST), 0) .. scopes)
    queueUp(standing, session, now, scopes)
  end

  -- Hands a message over by an order: the next ones are for others first.
  local function hand(standing, sessions, count, session, order, channel, name, id, record, now)
    local length, since, wanted, handed = unbin('>I6I6I2I2', order, 15)
    local token, ends = sub(order, 1, 6) .. pack('>I2', handed + 1), math.min(now + length, NEVER)
    call('PUBLISH', channel, session .. token .. pack('>I6', ends) .. named(name) .. named(id) .. record)
    local scopes = sub(order, HEAD + 1)
    local former = places(session, since, scopes)
    if wanted == 1 then
      call('ZREM', standing, unpack(former))
    elseif #former < count and since < now then
      call('ZREM', standing, unpack(former))
      queueUp(standing, session, now, scopes)
      since = now
    end
    call('HSET', sessions,
      session, sub(order, 1, 20) .. pack('>I6I2I2', since, wanted - 1, handed + 1) .. scopes,
      session .. pack('>I2', handed + 1), named(name) .. id)
    return token, ends
  end

  -- Whether anybody listens. Counted before anything is told, since in a cluster, and through replicas, a note also
  -- reaches listeners of whom this server knows nothing.
  local function isHeard(channel)
    local listeners = redis.pcall('PUBSUB', 'NUMSUB', channel)
    return listeners[2] and listeners[2] > 0
  end

  -- Whether an order still stands at a place. That it does not is only so if keys were deleted.
  local function isAt(order, since)
    return isOrder(order) and unbin('>I2', order, 27) > 0 and sub(order, 21, 26) == since
  end

  local function takes(tasks, tag)
    if tasks == '*' then
      return true
    end
    local at = string.find(tasks, tag, 1, true) and 1 or #tasks
    while at < #tasks do
      local last = at + 1 + unbin('>I2', tasks, at)
      if sub(tasks, at, last) == tag then
        return true
      end
      at = last + 1
    end
    return false
  end

  -- Leases a message to a session that waits for it; `count` is how many places there are. Returns the token and the end
  -- of the lease, and the instant '@'; or nothing.
  function Standing.handOver(standing, sessions, count, wake, name, id, record, now)
    local tag = named(sub(record, 37, 36 + unbin('>I2', record, 35)))
    local all = count <= LOOKS and call('ZRANGE', standing, 0, LOOKS - 1)
    for _, scope in ipairs({ name, '' }) do
      local from = named(scope)
      local found = all or call('ZRANGEBYLEX', standing, '[' .. from, '(' .. from .. '\255', 'LIMIT', 0, LOOKS)
      for _, place in ipairs(found) do
        local session, tasks = sub(place, #from + 7, #from + 6 + SESSION), sub(place, #from + 7 + SESSION)
        if sub(place, 1, #from) == from and takes(tasks, tag) then
          local about = redis.pcall('HMGET', sessions, session, '@')
          if about.err then
            return nil
          end
          local order, channel = about[1], wake .. ':' .. sub(session, 1, PROCESS)
          if not isAt(order, sub(place, #from + 1, #from + 6)) then
            call('ZREM', standing, place)
          elseif unbin('>I6', order, 9) <= now or not isHeard(channel) then
            Standing.cancel(standing, session, order)
          else
            local token, ends = hand(standing, sessions, count, session, order, channel, name, id, record, now)
            return token, ends, about[2]
          end
        end
      end
    end
  end
end
