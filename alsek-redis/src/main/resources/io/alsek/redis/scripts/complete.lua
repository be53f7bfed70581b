-- complete.lua: the short way of settle.lua, behind values.lua and before the rest: messages that are done and held,
-- with values and notes but without successors. Whatever is not so is found out before the first write and left to
-- settle.lua.
do
  local call = redis.call
  local groups = tonumber(ARGV[4])
  local at = 5 + groups
  if ARGV[at] == 'P' then
    local index, now, window = tonumber(ARGV[2]), ARGV[1], tonumber(ARGV[at + 1])
    if now == '' then
      local t = call('TIME')
      now = t[1] * 1000 + math.floor(t[2] / 1000)
    else
      now = tonumber(now)
    end
    local held, plans = true, {}
    at = at + 3
    for g = 1, groups do
      local b, n = index + 16 * (g - 1), tonumber(ARGV[at])
      local first = at + 1
      local leases = call('HMGET', KEYS[b + 2], unpack(ARGV, first, at + n))
      for i = 1, n do
        if leases[i] ~= ARGV[at + n + i] then
          held = false
          break
        end
      end
      local generation = false
      if held and window > 0 then
        local v = call('HMGET', KEYS[b + 10], 'g', 'gs', 'u0', 'u1')
        generation = tonumber(v[1] or -1)
        held = generation >= 0 and now < tonumber(v[2]) + window and now + window <= tonumber(v[3 + generation])
      end
      if not held then
        break
      end
      -- What is written below must be of its type.
      call('HLEN', KEYS[b + 1])
      call('ZCARD', KEYS[b + 3])
      if generation then
        call('HLEN', KEYS[b + 11 + generation])
      end
      plans[g] = { b, first, at + n, generation }
      at = at + 2 * n + 1
    end
    if held and index == 6 then
      call('HLEN', KEYS[5])
      call('ZCARD', KEYS[6])
    end
    if held then
      local till = struct.pack('>I6', math.min(now + window, 281474976710655))
      for g = 1, groups do
        local b, first, last, generation = unpack(plans[g])
        call('HDEL', KEYS[b + 2], unpack(ARGV, first, last))
        call('ZREM', KEYS[b + 3], unpack(ARGV, first, last))
        call('HDEL', KEYS[b + 1], unpack(ARGV, first, last))
        if generation then
          local done, n = {}, 0
          for i = first, last do
            done[n + 1] = ARGV[i]
            done[n + 2] = till
            n = n + 2
          end
          call('HSET', KEYS[b + 11 + generation], unpack(done))
        end
      end
      local list, f, p, plans, count, last = readWrites(at, now)
      writeAll(KEYS[5], KEYS[6], now, list, f, p, plans, count)
      at = last + 1
      for _ = 1, tonumber(ARGV[at]) do
        call('PUBLISH', ARGV[at + 2], ARGV[at + 3])
        at = at + 3
      end
      return { now, '' }
    end
  end
end
