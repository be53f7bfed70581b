-- findschedules.lua: looks schedules up.
--
-- KEYS  1 HASH name -> schedule; see writeschedules.lua
-- ARGV  names
-- Returns the schedules, in that order
return redis.call('HMGET', KEYS[1], unpack(ARGV))
