-- acquire.lua: takes a lock.
--
-- KEYS  see holds.lua
-- ARGV  see time.lua; then owner, ttl in ms, limit, nonce
-- Returns {fence, end, whether it was held before}, or nothing if others have all permits. Repeated with the same
-- nonce it answers as before.
local owner, ttl, limit, nonce = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local mine = holds[owner]
if mine then
  return { mine.fence, mine.till, mine.nonce == nonce and 0 or 1 }
end
if count >= limit then
  return false
end
if #over > 0 then
  redis.call('HDEL', KEYS[1], unpack(over, 1, math.min(#over, 1000)))
end
local fence = math.max(latest + 1, now * 1000)
local till = math.min(now + ttl, 281474976710655)
redis.call('HSET', KEYS[1], 'f', string.format('%.0f', fence))
hold(owner, till, fence, nonce)
return { fence, till, 0 }
