/** What Apache and nginx are told. */
import type { Place } from "./contenders.ts";

const module = (name: string): string => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`;

/**
 * mod_wsgi in Apache's own processes, which is 1.5 times as fast as its daemon processes, to which each request is handed.
 * When all its threads are busy, Apache closes connections that wait for a request, and a client that sends one just then gets no answer: there
 * are more threads than connections.
 */
export const apache = ({ folder, port, workers, application }: Place, environment: string) => `ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/apache.pid
ErrorLog ${folder}/apache.log
DefaultRuntimeDir ${folder}
Mutex file:${folder}
User www-data
Group www-data
${["mpm_event", "authz_core", "wsgi"].map(module).join("\n")}
StartServers ${workers}
ServerLimit ${workers}
MinSpareThreads 1
MaxSpareThreads ${threadsOfApache * workers}
ThreadsPerChild ${threadsOfApache}
MaxRequestWorkers ${threadsOfApache * workers}
MaxConnectionsPerChild 0
KeepAlive On
KeepAliveTimeout 60
MaxKeepAliveRequests 0
Listen 127.0.0.1:${port}
WSGICallableObject app
WSGIPythonHome ${environment}
WSGIScriptAlias / ${application}
WSGIApplicationGroup %{GLOBAL}
<Directory />
  Require all granted
</Directory>
`;

const threadsOfApache = 64;

/** In front of uWSGI. Bodies pass in memory. */
export const nginx = ({ folder, port, workers }: Place) => `daemon off;
worker_processes ${workers};
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log crit;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 100000000;
  client_max_body_size 2m;
  client_body_buffer_size 2m;
  uwsgi_buffers 32 64k;
  uwsgi_max_temp_file_size 0;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server {
    listen 127.0.0.1:${port};
    location / { include /etc/nginx/uwsgi_params; uwsgi_pass unix:${folder}/uwsgi.sock; }
  }
}`;
