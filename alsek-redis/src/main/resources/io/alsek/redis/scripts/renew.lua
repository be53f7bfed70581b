-- renew.lua: prolongs a hold.
--
-- KEYS  see holds.lua
-- ARGV  see time.lua; then owner, ttl in ms
-- Returns whether the owner held it
local mine = holds[ARGV[2]]
if not mine then
  return 0
end
mine.till = math.min(now + tonumber(ARGV[3]), 281474976710655)
hold(ARGV[2], mine.till, mine.fence, mine.nonce)
return 1
