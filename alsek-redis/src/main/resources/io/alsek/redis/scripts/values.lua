-- values.lua: how a value is written, alone or together with a transition. Put before queue.lua.
--
-- A value is its end (6 bytes, ms; all ones = never), then the bytes. By the server's clock Redis itself knows the end
-- and removes it in time, so one command does for everything; by another clock it stays until somebody looks.
-- Values are handed in with an end of never in front, which is what is written in the first case: to make another
-- string costs as much as a small command.
local function writeValue(key, ttl, condition, bytes, now)
  if ARGV[1] == '' then
    local written
    if ttl ~= '' then
      if condition == '*' then
        written = redis.call('PSETEX', key, ttl, bytes)
      else
        written = redis.call('SET', key, bytes, 'PX', ttl, condition == 'A' and 'NX' or 'XX')
      end
    elseif condition == '*' then
      written = redis.call('SET', key, bytes, 'KEEPTTL')
    elseif condition == 'P' then
      written = redis.call('SET', key, bytes, 'XX', 'KEEPTTL')
    else
      written = redis.call('SET', key, bytes, 'NX')
    end
    return written ~= false
  end
  local never = 281474976710655
  local old = redis.pcall('GETRANGE', key, 0, 5)
  if type(old) == 'table' then
    old = '\255\255\255\255\255\255' -- not a value: something else, as for Redis itself
  end
  local till = #old == 6 and struct.unpack('>I6', old) or 0
  local alive = till > now
  if (condition == 'A' and alive) or (condition == 'P' and not alive) then
    return false
  end
  if ttl ~= '' then
    till = math.min(now + tonumber(ttl), never)
  elseif not alive then
    till = never
  end
  redis.call('SET', key, struct.pack('>I6', till) .. string.sub(bytes, 7))
  return true
end

-- The i-th of many writes. Each has five bytes in `heads`: number of its settlement (2), number of its time to live (2;
-- 0 = none), condition (1). The rest is where the times to live, keys and values begin.
local CONDITIONS = { [42] = '*', [65] = 'A', [80] = 'P' }
local function writeHeaded(i, heads, ttls, keys, values, now)
  local high, low, condition = string.byte(heads, 5 * i - 2, 5 * i)
  local ttl = 256 * high + low
  writeValue(KEYS[keys + i], ttl == 0 and '' or ARGV[ttls + ttl], CONDITIONS[condition], ARGV[values + i], now)
end
