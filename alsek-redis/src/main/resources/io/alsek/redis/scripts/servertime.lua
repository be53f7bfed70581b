-- servertime.lua: tells the time.
--
-- KEYS  any key; decides which node of a cluster tells
-- ARGV  see time.lua
-- Returns milliseconds
return now
