-- standing.lua: claims that were left standing. A new message before which nobody waits in its queue goes straight to a
-- session whose last claim got less than it asked for: it is leased at once, and its process is told. Here orders are
-- left and ended; handover.lua carries them out, and for speed reads and writes them by itself.
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
  local HEAD, NEVER = 30, 281474976710655
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

  -- Leaves a claim standing.
  function Standing.order(standing, sessions, session, token, now, till, length, wanted, scopes)
    call('HSET', sessions, session,
      token .. pack('>I6I6I6I2I2', till, math.min(length, NEVER), now, math.min(wanted, MOST), 0) .. scopes)
    local list = {}
    for i, place in ipairs(places(session, now, scopes)) do
      list[2 * i - 1], list[2 * i] = 0, place
    end
    call('ZADD', standing, unpack(list))
  end
end
