-- diagnose.lua: names the key that is of a wrong type, by the error of sound.lua. Changes nothing.
--
-- KEYS, ARGV  see queue.lua
-- Returns nothing, if all are of their types
return false
