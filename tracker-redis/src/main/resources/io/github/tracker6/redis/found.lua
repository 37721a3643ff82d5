-- Creates the log. KEYS: log, head, lease, chunks, settings. ARGV: the node, then the manifest: id, nothing, chunks, bytes,
-- taken; the id of the manifest that the node saw (0: none), the settings.
if redis.call('GET', KEYS[3]) ~= ARGV[1] then
  return false
end
if redis.call('EXISTS', KEYS[1]) == 1 and (redis.call('HGET', KEYS[2], 'id') or '0') ~= ARGV[7] then
  return false
end
redis.call('SET', KEYS[5], ARGV[8], 'NX')
-- Not deleted, so that positions go on growing.
redis.call('XTRIM', KEYS[1], 'MAXLEN', 0)
local born = redis.call('XADD', KEYS[1], '*', 'b', '')
redis.call('HSET', KEYS[2], 'born', born)
install(KEYS[2], KEYS[4], ARGV[2], born, ARGV[4], ARGV[5], ARGV[6])
return born
