-- holders.lua: tells who holds a lock.
--
-- KEYS  see holds.lua
-- ARGV  see time.lua
-- Returns {owner, fence, end, ...}
local all = {}
for owner, each in pairs(holds) do
  all[#all + 1] = owner
  all[#all + 1] = each.fence
  all[#all + 1] = each.till
end
return all
