-- removeschedules.lua: removes schedules.
--
-- KEYS  1 HASH name -> schedule, 2 ZSET name (all, by bytes), 3 ZSET name by instant; see writeschedules.lua
-- ARGV  names
-- Returns how many there were
redis.call('ZREM', KEYS[2], unpack(ARGV))
redis.call('ZREM', KEYS[3], unpack(ARGV))
return redis.call('HDEL', KEYS[1], unpack(ARGV))
