-- submitplain.lua: the short way of submit.lua, behind handover.lua and values.lua and before everything else: messages
-- without successors, of one priority, due and not to expire soon, whose ids are all free and which go on where the
-- list of their queue ends. Whatever is not so is found out before the first write and left to submit.lua. What
-- handover.lua has accepted gets its values and notes here.
do
  local call = redis.call
  local groups, wakes = tonumber(ARGV[4]), {}
  if not accepted and ARGV[5 + groups] == 'P' then
    local index, now = tonumber(ARGV[2]), ARGV[1]
    if now == '' then
      local t = call('TIME')
      now = t[1] * 1000 + math.floor(t[2] / 1000)
    else
      now = tonumber(now)
    end
    local plans, plain = {}, true
    at = 6 + groups
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
      local meta = call('HMGET', KEYS[b + 10], 'k', 'h', 's')
      -- What is written below must be of its type.
      call('HLEN', KEYS[b + 6])
      call('ZCARD', KEYS[2])
      if not meta[3] then
        call('ZCARD', KEYS[1])
      end
      plain = plain and not meta[1] and (expiry == 281474976710655 or (meta[2] and expiry >= tonumber(meta[2])))
      if not plain then
        break
      end
      plans[g] = { b, n, prio, task, tasks, first }
    end
    if plain and index == 6 then
      call('HLEN', KEYS[5])
      call('ZCARD', KEYS[6])
    end
    if plain then
      accepted = now
      for g = 1, groups do
        local b, n, prio, task, tasks, first = unpack(plans[g])
        local last = call('HINCRBY', KEYS[b + 10], 's', n)
        local head, pack = struct.pack('>I4I6', prio, now), struct.pack
        local records, entries = {}, {}
        for i = 1, n do
          local id, place = ARGV[first + i - 1], head .. pack('>I6', last - n + i)
          records[2 * i - 1] = id
          records[2 * i] = place .. ARGV[first + n + i - 1]
          entries[i] = place .. id
        end
        call('HSET', KEYS[b + 1], unpack(records))
        call('RPUSH', KEYS[b + 4], unpack(entries))
        local name, busy = ARGV[4 + g], false
        for i = 0, tasks - 1 do
          local which, by = ARGV[task + 2 * i], tonumber(ARGV[task + 2 * i + 1])
          if call('HINCRBY', KEYS[b + 6], which, by) == by then
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
    end
  end
  if accepted then
    local list, f, p, writes, count, last = readWrites(at, accepted)
    writeAll(KEYS[5], KEYS[6], accepted, list, f, p, writes, count)
    at = last + 1
    for _ = 1, tonumber(ARGV[at]) do
      call('PUBLISH', ARGV[at + 2], ARGV[at + 3])
      at = at + 3
    end
    for i = 1, #wakes, 2 do
      call('PUBLISH', wakes[i], wakes[i + 1])
      call('PUBLISH', ARGV[3], wakes[i + 1])
    end
    return { accepted, '' }
  end
end
