-- holds.lua: what the scripts of locks share. Put behind time.lua.
--
-- KEYS  1 HASH: f -> fence of the latest grant; o + owner -> hold: end (6 bytes), fence (7), nonce of the request
-- A fence begins with the time in microseconds and grows by one with each grant, so that it keeps growing when a lock
-- that nobody has held for a week is forgotten.
local WEEK = 604800000
local holds, count = {}, 0
local latest = 0
local flat = redis.call('HGETALL', KEYS[1])
local over = {}
for i = 1, #flat, 2 do
  if flat[i] == 'f' then
    latest = tonumber(flat[i + 1])
  else
    local till, fence = struct.unpack('>I6I7', flat[i + 1])
    if till > now then
      holds[string.sub(flat[i], 2)] = { till = till, fence = fence, nonce = string.sub(flat[i + 1], 14) }
      count = count + 1
    else
      over[#over + 1] = flat[i]
    end
  end
end

-- Writes a hold, and has the lock forgotten a week after its last hold ends.
local function hold(owner, till, fence, nonce)
  redis.call('HSET', KEYS[1], 'o' .. owner, struct.pack('>I6I7', till, fence) .. nonce)
  if ARGV[1] == '' then
    local last = till
    for _, other in pairs(holds) do
      last = math.max(last, other.till)
    end
    redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', last + WEEK))
  end
end
