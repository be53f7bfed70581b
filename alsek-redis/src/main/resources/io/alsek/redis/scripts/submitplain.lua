-- submitplain.lua: the short way of submit.lua, behind values.lua and before everything else: messages without
-- successors, of one priority, due and not to expire soon, whose ids are all free and which go on where the list of their
-- queue ends. Whatever is not so is found out before the first write and left to submit.lua. Where nothing is claimable
-- in the queue they may be handed over to sessions, if the two keys of standing.lua are given behind the queues.
do
  local call = redis.call
  local groups = tonumber(ARGV[4])
  local at = 5 + groups
  if ARGV[at] == 'P' then
    local index, now = tonumber(ARGV[2]), ARGV[1]
    if now == '' then
      local t = call('TIME')
      now = t[1] * 1000 + math.floor(t[2] / 1000)
    else
      now = tonumber(now)
    end
    local plans, plain = {}, true
    local standing, sessions = KEYS[index + 16 * groups + 1], KEYS[index + 16 * groups + 2]
    local waits = standing and redis.pcall('ZCARD', standing)
    if type(waits) ~= 'number' or waits == 0 then
      waits = nil
    end

    -- Whether nothing in a queue has fallen due, so that a new message passes over nobody.
    local function isIdle(b)
      local function none(key)
        return #call('ZRANGEBYSCORE', key, '-inf', now, 'LIMIT', 0, 1) == 0
      end
      return (call('HLEN', KEYS[b + 2]) == 0 or none(KEYS[b + 3])) and (call('ZCARD', KEYS[b + 9]) == 0 or none(KEYS[b + 9]))
    end

    -- Writes the lease of a message that was handed over. Whoever waits has to look again when it ends, and is told so
    -- unless they look before that anyway.
    local function lease(b, name, id, token, till, told, toldAll)
      local function isLate(instant)
        instant = tonumber(instant or 0) or 0
        return instant <= now or instant > till
      end
      call('HSET', KEYS[b + 2], id, token .. '\0\1\0')
      call('ZADD', KEYS[b + 3], till, id)
      redis.pcall('ZADD', KEYS[3], 'LT', till, name) -- of a wrong type it stops all claims, which say so
      local note = struct.pack('>I2', #name) .. name .. struct.pack('>I2I6', 0, till)
      if isLate(told) then
        call('HSET', KEYS[b + 10], 'o', till)
        call('PUBLISH', string.sub(KEYS[b + 1], 1, -2) .. 'wake', note)
      end
      if isLate(toldAll) then
        call('HSET', sessions, '@', till)
        call('PUBLISH', ARGV[3], note)
      end
    end

    at = at + 1
    for g = 1, groups do
      local b = index + 16 * (g - 1)
      local n, prio, ready = tonumber(ARGV[at]), ARGV[at + 1], tonumber(ARGV[at + 2])
      local expiry, tasks = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
      local task = at + 5
      local first = task + 2 * tasks
      at = first + 2 * n
      if prio == '' or ready > now then
        plain = false
        break
      end
      local taken = {}
      taken[1] = call('HMGET', KEYS[b + 1], unpack(ARGV, first, first + n - 1))
      if call('EXISTS', KEYS[b + 11], KEYS[b + 12], KEYS[b + 14]) > 0 then
        taken[2] = call('HMGET', KEYS[b + 11], unpack(ARGV, first, first + n - 1))
        taken[3] = call('HMGET', KEYS[b + 12], unpack(ARGV, first, first + n - 1))
        taken[4] = call('HMGET', KEYS[b + 14], unpack(ARGV, first, first + n - 1))
      end
      for i = 1, #taken do
        local found = taken[i]
        for j = 1, n do
          if found[j] then
            plain = false
          end
        end
      end
      local tail = call('LINDEX', KEYS[b + 4], -1)
      if tail and #tail > 16 then
        local p, due = struct.unpack('>I4I6', tail)
        plain = plain and p == tonumber(prio) and due <= now
      end
      local meta = call('HMGET', KEYS[b + 10], 'k', 'h', 's', 'p', 'o')
      -- What is written below must be of its type.
      local claimable = call('HLEN', KEYS[b + 6])
      call('ZCARD', KEYS[2])
      if not meta[3] then
        call('ZCARD', KEYS[1])
      end
      plain = plain and not meta[1] and (expiry == 281474976710655 or (meta[2] and expiry >= tonumber(meta[2])))
      if not plain then
        break
      end
      local idle = waits and claimable == 0 and not meta[4] and isIdle(b)
      plans[g] = { b, n, prio, task, tasks, first, idle, meta[5] }
    end
    if plain and index == 6 then
      call('HLEN', KEYS[5])
      call('ZCARD', KEYS[6])
    end
    if plain then
      local wakes = {}
      for g = 1, groups do
        local b, n, prio, task, tasks, first, idle, told = unpack(plans[g], 1, 8)
        local last = call('HINCRBY', KEYS[b + 10], 's', n)
        local head, pack = struct.pack('>I4I6', prio, now), struct.pack
        local records, entries, name, busy = {}, {}, ARGV[4 + g], false
        for i = 1, n do
          local id, place = ARGV[first + i - 1], head .. pack('>I6', last - n + i)
          records[2 * i - 1] = id
          records[2 * i] = place .. ARGV[first + n + i - 1]
          entries[i] = place .. id
        end
        call('HSET', KEYS[b + 1], unpack(records))
        local handed = {}
        if idle then
          local left = {}
          for i = 1, n do
            local id, record = records[2 * i - 1], records[2 * i]
            local token, till, toldAll
            if #left == 0 then -- or it would pass over one that stays
              token, till, toldAll = Standing.handOver(standing, sessions, waits, ARGV[3], name, id, record, now)
            end
            if token then
              local which = string.sub(record, 37, 36 + struct.unpack('>I2', record, 35))
              handed[which] = (handed[which] or 0) + 1
              lease(b, name, id, token, till, told, toldAll)
              told = told or till
            else
              left[#left + 1] = entries[i]
            end
          end
          entries = left
        end
        if #entries > 0 then
          call('RPUSH', KEYS[b + 4], unpack(entries))
        end
        for i = 0, tasks - 1 do
          local which = ARGV[task + 2 * i]
          local by = tonumber(ARGV[task + 2 * i + 1]) - (handed[which] or 0)
          if by > 0 and call('HINCRBY', KEYS[b + 6], which, by) == by then
            busy = true
            wakes[#wakes + 1] = string.sub(KEYS[b + 1], 1, -2) .. 'wake'
            wakes[#wakes + 1] = pack('>I2', #name) .. name .. pack('>I2', #which) .. which .. pack('>I6', 0)
          end
        end
        if last == n then
          call('ZADD', KEYS[1], 0, name)
        end
        if busy then
          call('ZADD', KEYS[2], 0, name)
        end
      end
      local list, f, p, writes, count, last = readWrites(at, now)
      writeAll(KEYS[5], KEYS[6], now, list, f, p, writes, count)
      at = last + 1
      for _ = 1, tonumber(ARGV[at]) do
        call('PUBLISH', ARGV[at + 2], ARGV[at + 3])
        at = at + 3
      end
      for i = 1, #wakes, 2 do
        call('PUBLISH', wakes[i], wakes[i + 1])
        call('PUBLISH', ARGV[3], wakes[i + 1])
      end
      return { now, '' }
    end
  end
end
