-- Appends an entry where the log is the one that the node knows. KEYS: log, head. ARGV: the entry, the position of an entry
-- that the node knows to be in the log, and the log's birth as the node knows it.
local held = ARGV[2] == '0-0' or #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 1
local trimmed = #redis.call('XRANGE', KEYS[1], '-', ARGV[2], 'COUNT', 1) == 0
if held or (trimmed and redis.call('HGET', KEYS[2], 'born') == ARGV[3]) then
  return redis.call('XADD', KEYS[1], 'NOMKSTREAM', '*', 'b', ARGV[1])
end
return false
