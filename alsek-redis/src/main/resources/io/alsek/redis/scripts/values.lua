-- values.lua: how a value is written, alone or together with a transition. Put before queue.lua.
--
-- A value is its end (6 bytes, ms; all ones = never), then the bytes. By the server's clock Redis itself knows the end
-- and removes it in time, so one command does for everything; by another clock it stays until somebody looks.
local function writeValue(key, ttl, condition, value, now)
  if ARGV[1] == '' then
    local bytes = '\255\255\255\255\255\255' .. value
    local written
    if ttl ~= '' then
      if condition == '*' then
        written = redis.call('SET', key, bytes, 'PX', ttl)
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
  local old = redis.call('GETRANGE', key, 0, 5)
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
  redis.call('SET', key, struct.pack('>I6', till) .. value)
  return true
end
