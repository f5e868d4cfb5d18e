import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { inWords } from './duration.ts';

/** The connections of one transport. */
export interface Agents {
  readonly forUrl: (url: URL) => http.Agent;
  /** Closes every connection, also those in use. */
  readonly destroy: () => void;
}

/** The code of the error that a connection fails with when it does not stand in time. */
export const CONNECT_TIMEOUT = 'MILLRACE_CONNECT_TIMEOUT';

/**
 * Agents that keep connections alive. How many requests run at once is decided by the gate, not here. Certificates
 * are verified.
 *
 * @param connectLimit milliseconds until a connection must stand, TLS included
 */
export function createAgents(connectLimit: number): Agents {
  const options = { keepAlive: true, scheduling: 'lifo' } as const;
  const plain = new http.Agent(options);
  const secure = new https.Agent(options);
  limitConnect(plain, connectLimit);
  limitConnect(secure, connectLimit);
  return {
    forUrl: (url) => (url.protocol === 'https:' ? secure : plain),
    destroy: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** Only the agent sees a connection come up; a request whose connection is reused has no such phase. */
function limitConnect(agent: http.Agent, limit: number): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    if (socket instanceof net.Socket) watch(socket, limit);
    return socket;
  };
}

function watch(socket: net.Socket, limit: number): void {
  const timer = setTimeout(() => {
    const error = new Error(`no connection within ${inWords(limit)}`);
    socket.destroy(Object.assign(error, { code: CONNECT_TIMEOUT }));
  }, limit);
  const stop = () => clearTimeout(timer);
  socket.once(socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect', stop);
  socket.once('close', stop);
}
