-- Reads a swarm. KEYS as of an announce. Returns downloads (4 bytes), and the header or the whole small swarm.
local kind = redis.call('TYPE', KEYS[1]).ok
local downloads = redis.call('HGET', KEYS[2], string.sub(KEYS[1], -20)) or 0
local state = kind == 'string' and redis.call('GET', KEYS[1]) or kind == 'hash' and redis.call('HGET', KEYS[1], 'h') or ''
return struct.pack('>I4', downloads) .. state
