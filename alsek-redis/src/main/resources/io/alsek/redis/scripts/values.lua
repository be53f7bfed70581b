-- values.lua: how a value is written together with a transition. Put before queue.lua.
--
-- A value is its end (6 bytes, ms; all ones = never), then the bytes. By the server's clock Redis removes it when it
-- ends; by another clock it stays until somebody looks.
local function writeValue(key, ttl, condition, value, now)
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
  local bytes = struct.pack('>I6', till) .. value
  if till < never and ARGV[1] == '' then
    redis.call('SET', key, bytes, 'PXAT', till)
  else
    redis.call('SET', key, bytes)
  end
  return true
end
